package io.whisper.onion.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.X25519KeyPair;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.FaultyDisk;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RelayKeysTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private final SecureRandom random = new SecureRandom();
  private final StateStore store = StateStore.inMemory();

  @Test
  void storedKeysAreTheSameKeys() {
    RelayKeys made = RelayKeys.loadOrGenerate(store, random);
    RelayKeys again = RelayKeys.loadOrGenerate(store, random);
    assertThat(again.identity()).isEqualTo(made.identity());
    assertThat(again.onionKey()).isEqualTo(made.onionKey());
    assertThat(again.certificate().hash()).isEqualTo(made.certificate().hash());
    assertThat(again.seed()).isEqualTo(made.seed());
  }

  @Test
  void theOnionKeyBeforeIsStillAnsweredAlsoAfterARestart() {
    RelayKeys keys = RelayKeys.loadOrGenerate(store, random);
    Bytes32 first = keys.onionKey();
    keys.renewOnionKey(store, random, NOW, NOW.plusSeconds(5));
    Bytes32 second = keys.onionKey();
    assertThat(second).isNotEqualTo(first);
    RelayKeys loaded = RelayKeys.load(store).orElseThrow();
    for (RelayKeys each : new RelayKeys[] {keys, loaded}) {
      assertThat(each.onionKeyMade()).isEqualTo(NOW);
      assertThat(each.previousOnionKey()).hasValue(first);
      assertThat(each.previousOnionKeyUntil()).isEqualTo(NOW.plusSeconds(5));
      assertThat(Bytes32.of(each.onionPair(first).publicKey())).isEqualTo(first);
      assertThat(Bytes32.of(each.onionPair(second).publicKey())).isEqualTo(second);
      assertThat(Bytes32.of(each.onionPair(Bytes32.ZERO).publicKey())).isEqualTo(second);
    }
  }

  @Test
  void anOnionKeyThatIsDroppedIsWipedAndLeavesTheDisk() {
    RelayKeys keys = RelayKeys.loadOrGenerate(store, random);
    Bytes32 first = keys.onionKey();
    X25519KeyPair pair = keys.onionPair(first);
    keys.renewOnionKey(store, random, NOW, NOW);
    keys.dropPreviousOnionKey(store);
    assertThat(keys.previousOnionKey()).isEmpty();
    assertThatThrownBy(pair::privateKey).isInstanceOf(IllegalStateException.class);
    RelayKeys loaded = RelayKeys.load(store).orElseThrow();
    assertThat(loaded.previousOnionKey()).isEmpty();
    assertThat(loaded.onionKey()).isEqualTo(keys.onionKey());
  }

  @Test
  void anOnionKeyThatCannotBeStoredIsNotUsed() {
    FaultyDisk disk = new FaultyDisk(store);
    RelayKeys keys = RelayKeys.loadOrGenerate(disk, random);
    Bytes32 first = keys.onionKey();
    disk.full(true);
    assertThatThrownBy(() -> keys.renewOnionKey(disk, random, NOW, NOW))
        .isInstanceOf(StateException.class);
    assertThat(keys.onionKey()).isEqualTo(first);
    assertThat(keys.previousOnionKey()).isEmpty();
  }

  @Test
  void keysOfTheVersionBeforeAreRead() {
    RelayKeys keys = RelayKeys.loadOrGenerate(store, random);
    byte[] now = store.read("relay-keys").orElseThrow();
    byte[] before = Arrays.copyOf(now, 66);
    before[0] = 1;
    before[65] = 0;
    store.write("relay-keys", before);
    RelayKeys loaded = RelayKeys.load(store).orElseThrow();
    assertThat(loaded.identity()).isEqualTo(keys.identity());
    assertThat(loaded.onionKey()).isEqualTo(keys.onionKey());
    assertThat(loaded.onionKeyMade()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void signaturesAreOfTheIdentity() {
    RelayKeys keys = RelayKeys.generate(random);
    byte[] message = {1, 2, 3};
    assertThat(Ed25519.verify(keys.identity().toByteArray(), message, keys.sign(message))).isTrue();
  }

  @Test
  void damagedOrNewerStateIsRefusedByName() {
    RelayKeys.generate(random).save(store);
    byte[] good = store.read("relay-keys").orElseThrow();
    byte[] newer = good.clone();
    newer[0] = 3;
    store.write("relay-keys", newer);
    assertThatThrownBy(() -> RelayKeys.load(store))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("version 3");
    for (int length = 0; length < good.length; length++) {
      store.write("relay-keys", Arrays.copyOf(good, length));
      assertThatThrownBy(() -> RelayKeys.load(store))
          .as("%d bytes", length)
          .isInstanceOf(StateException.class)
          .hasMessageContaining("relay-keys");
    }
    store.write("relay-keys", good);
    store.delete("link-certificate");
    assertThatThrownBy(() -> RelayKeys.load(store))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("link-certificate");
  }

  @Test
  void theyPrintNothingButTheirType() {
    assertThat(RelayKeys.generate(random)).hasToString("RelayKeys");
  }
}
