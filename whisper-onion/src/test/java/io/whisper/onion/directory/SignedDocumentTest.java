package io.whisper.onion.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SignedDocumentTest {
  private static final String LABEL = "whisper-1 test";

  @Test
  void everyDocumentRoundTrips() {
    Property.holds(
        50,
        random -> {
          byte[] body = random.bytes(1 + random.nextInt(40_000));
          List<SignedDocument.Signature> signatures = new ArrayList<>();
          for (int i = random.nextInt(4); i > 0; i--) {
            signatures.add(
                SignedDocument.Signature.of(random.bytes(32), LABEL, SignedDocument.digest(body)));
          }
          SignedDocument document = new SignedDocument(signatures, body);
          SignedDocument read = SignedDocument.decode(document.encode(), 50_000, 4).orElseThrow();
          assertThat(read.body()).isEqualTo(body);
          assertThat(read.digest()).isEqualTo(document.digest());
          assertThat(read.encode()).isEqualTo(document.encode());
          assertThat(read.signatures())
              .hasSameSizeAs(signatures)
              .allMatch(signature -> signature.verifies(LABEL, read.digest()))
              .noneMatch(signature -> signature.verifies("whisper-1 other", read.digest()));
        });
  }

  @Test
  void boundsAreKept() {
    SeededRandom random = new SeededRandom(7);
    SignedDocument document = SignedDocument.sign(random.bytes(32), LABEL, random.bytes(200));
    byte[] encoded = document.encode();
    assertThat(SignedDocument.decode(encoded, encoded.length, 1)).isPresent();
    assertThat(SignedDocument.decode(encoded, encoded.length - 1, 1)).isEmpty();
    assertThat(SignedDocument.decode(encoded, encoded.length, 0)).isEmpty();
  }

  @Test
  void oneSignerSignsOnce() {
    SeededRandom random = new SeededRandom(8);
    SignedDocument document = SignedDocument.sign(random.bytes(32), LABEL, random.bytes(20));
    SignedDocument.Signature signature = document.signatures().get(0);
    assertThatThrownBy(() -> new SignedDocument(List.of(signature, signature), document.body()))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] once = document.encode();
    byte[] twice = new byte[once.length + 102];
    System.arraycopy(once, 0, twice, 0, 102);
    System.arraycopy(once, 0, twice, 102, once.length);
    assertThat(SignedDocument.decode(twice, 1000, 4)).isEqualTo(Optional.empty());
  }
}
