package io.whisper.core.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.address.Address;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
  private static final String LABEL = "whisper-1 test";

  @TempDir Path directory = Path.of("");

  @Test
  void savedIdentityIsTheSameWhenLoaded() {
    Property.holds(
        5,
        random -> {
          Path file = directory.resolve("identity-" + random.nextLong());
          Identity identity = Identity.ephemeral(random);
          identity.save(file);
          Identity loaded = Identity.load(file);
          assertThat(loaded.address()).isEqualTo(identity.address());
          assertThat(loaded.sign(LABEL, new byte[3])).isEqualTo(identity.sign(LABEL, new byte[3]));
        });
  }

  @Test
  void fileIsReadableByItsOwnerOnlyAndSaysItsVersionAndAddress() throws IOException {
    Path file = directory.resolve("identity");
    Identity identity = Identity.ofSeed(new byte[32]);
    identity.save(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file, US_ASCII))
        .isEqualTo(
            "-----BEGIN WHISPER IDENTITY-----\nVersion: 1\nAddress: "
                + identity.address()
                + "\n\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
                + "-----END WHISPER IDENTITY-----\n");
  }

  @Test
  void fileThatIsThereIsNotOverwritten() throws IOException {
    Path file = Files.writeString(directory.resolve("identity"), "precious");
    assertThatThrownBy(() -> Identity.ephemeral().save(file))
        .isInstanceOf(IdentityException.class)
        .hasMessage("identity file " + file + " exists already and is not overwritten");
    assertThat(file).hasContent("precious");
  }

  @Test
  void everyChangeOfTheFileIsRefused() throws IOException {
    SeededRandom random = new SeededRandom(1);
    Path file = directory.resolve("identity");
    Identity.ephemeral(random).save(file);
    byte[] text = Files.readAllBytes(file);
    Path changedFile = directory.resolve("changed");
    for (byte[] changed :
        Stream.concat(Tampering.truncations(text), Tampering.singleByteChanges(text, random))
            .toList()) {
      Files.write(changedFile, changed);
      assertThatThrownBy(() -> Identity.load(changedFile))
          .isInstanceOf(IdentityException.class)
          .hasMessageStartingWith("identity file " + changedFile + " is ");
    }
  }

  @Test
  void otherVersionAndMissingFileAreNamed() throws IOException {
    Path file = directory.resolve("identity");
    assertThatThrownBy(() -> Identity.load(file))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("cannot be read");
    Files.writeString(file, "-----BEGIN WHISPER IDENTITY-----\nVersion: 2\n");
    assertThatThrownBy(() -> Identity.load(file))
        .isInstanceOf(IdentityException.class)
        .hasMessage("identity file " + file + " is not one of version 1");
    assertThatThrownBy(() -> Identity.ephemeral().save(file.resolve("below")))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void addressVerifiesWhatItsIdentitySigned() {
    Identity identity = Identity.ephemeral(new SeededRandom(2));
    byte[] signature = identity.sign(LABEL, new byte[] {1});
    assertThat(identity.address().verify(LABEL, new byte[] {1}, signature)).isTrue();
    assertThat(identity.address().verify(LABEL, new byte[] {2}, signature)).isFalse();
  }

  @Test
  void blindedIdentitySignsForTheBlindedKeyThatOthersDerive() {
    Property.holds(
        5,
        random -> {
          Identity identity = Identity.ephemeral(random);
          long period = random.nextLong(1L << 40);
          BlindingPurpose purpose =
              random.nextBoolean() ? BlindingPurpose.PRESENCE : BlindingPurpose.MAILBOX;
          BlindedIdentity blinded = identity.blind(purpose, period, 1440);
          BlindedKey derived = KeyBlinding.blindPublic(identity.address(), purpose, period, 1440);
          byte[] signature = blinded.sign(LABEL, new byte[] {1});

          assertThat(blinded.key()).isEqualTo(derived);
          assertThat(derived.verify(LABEL, new byte[] {1}, signature)).isTrue();
          assertThat(derived.verify(LABEL, new byte[] {2}, signature)).isFalse();
          assertThat(derived.verify("whisper-1 other", new byte[] {1}, signature)).isFalse();
          assertThat(identity.address().verify(LABEL, new byte[] {1}, signature)).isFalse();
        });
  }

  @Test
  void twoIdentitiesAgreeAndAThirdDoesNot() {
    Property.holds(
        5,
        random -> {
          Identity alice = Identity.ephemeral(random);
          Identity bob = Identity.ephemeral(random);
          Identity carol = Identity.ephemeral(random);
          byte[] secret = secret(alice, bob.address());
          assertThat(secret).isEqualTo(secret(bob, alice.address())).hasSize(32);
          assertThat(secret).isNotEqualTo(secret(carol, alice.address()));
        });
  }

  private static byte[] secret(Identity one, Address other) {
    return one.agree(other).orElseThrow().toByteArray();
  }

  @Test
  void closedIdentityKeepsItsAddressAndNothingElse() {
    Identity identity = Identity.ephemeral(new SeededRandom(3));
    BlindedIdentity blinded = identity.blind(1, 1440);
    identity.close();
    blinded.close();
    assertThat(identity.address()).isNotNull();
    assertThatThrownBy(() -> identity.sign(LABEL, new byte[0]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> identity.blind(1, 1440)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> blinded.sign(LABEL, new byte[0]))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void secretsSayOnlyTheirType() {
    Identity identity = Identity.ephemeral();
    assertThat(identity).hasToString("Identity");
    assertThat(identity.blind(1, 1440)).hasToString("BlindedIdentity");
  }
}
