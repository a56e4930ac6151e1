package io.whisper.onion.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import org.junit.jupiter.api.Test;

class LinkCertificateTest {

  private final SecureRandom random = new SecureRandom();

  @Test
  void isSelfSignedWithP256AndSaysNothing() throws Exception {
    X509Certificate certificate = LinkCertificate.generate(random).certificate();
    certificate.verify(certificate.getPublicKey());
    assertThat(((ECPublicKey) certificate.getPublicKey()).getParams().getOrder().bitLength())
        .isEqualTo(256);
    assertThat(certificate.getSubjectX500Principal().getName()).matches("CN=[0-9a-f]{1,16}");
    assertThat(certificate.getIssuerX500Principal())
        .isEqualTo(certificate.getSubjectX500Principal());
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo("9999-12-31T23:59:59Z");
    assertThat(certificate.getNonCriticalExtensionOIDs()).isNull();
    assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(121);
  }

  @Test
  void hashIsThatOfTheEncodedCertificate() throws Exception {
    LinkCertificate made = LinkCertificate.generate(random);
    assertThat(made.hash().toByteArray())
        .isEqualTo(MessageDigest.getInstance("SHA-256").digest(made.certificate().getEncoded()));
    assertThat(LinkCertificate.generate(random).hash()).isNotEqualTo(made.hash());
  }

  @Test
  void savedCertificateIsLoadedWithItsKey() {
    StateStore store = StateStore.inMemory();
    assertThat(LinkCertificate.load(store, "link")).isEmpty();
    LinkCertificate made = LinkCertificate.loadOrGenerate(store, "link", random);
    LinkCertificate loaded = LinkCertificate.load(store, "link").orElseThrow();
    assertThat(loaded.hash()).isEqualTo(made.hash());
    assertThat(loaded.privateKey()).isEqualTo(made.privateKey());
    assertThat(LinkCertificate.loadOrGenerate(store, "link", random).hash()).isEqualTo(made.hash());
  }

  @Test
  void damagedCertificateIsSaidByName() {
    StateStore store = StateStore.inMemory();
    LinkCertificate.generate(random).save(store, "link");
    byte[] saved = store.read("link").orElseThrow();
    Tampering.truncations(saved)
        .forEach(
            damaged -> {
              store.write("link", damaged);
              assertThatThrownBy(() -> LinkCertificate.load(store, "link"))
                  .isInstanceOf(LinkException.class)
                  .hasMessageContaining("'link' is damaged");
            });
    saved[0] = 2;
    store.write("link", saved);
    assertThatThrownBy(() -> LinkCertificate.load(store, "link"))
        .hasRootCauseMessage("version 2, expected 1");
  }

  @Test
  void changedBytesNeverLoadAnotherKeyForTheCertificate() {
    SeededRandom seeded = new SeededRandom(random.nextLong());
    StateStore store = StateStore.inMemory();
    LinkCertificate made = LinkCertificate.generate(random);
    made.save(store, "link");
    byte[] saved = store.read("link").orElseThrow();
    Tampering.singleByteChanges(saved, seeded)
        .forEach(
            changed -> {
              store.write("link", changed);
              try {
                LinkCertificate loaded = LinkCertificate.load(store, "link").orElseThrow();
                assertThat(loaded.privateKey())
                    .as("seed " + seeded.seed())
                    .isEqualTo(made.privateKey());
              } catch (LinkException refused) {
                assertThat(refused).hasMessageContaining("damaged");
              }
            });
  }

  @Test
  void textSaysTheTypeOnly() {
    assertThat(LinkCertificate.generate(random)).hasToString("LinkCertificate");
  }
}
