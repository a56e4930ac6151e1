package io.whisper.core.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.FixedRandom;
import io.whisper.core.testkit.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Sealed bodies of an earlier build, in {@code sealing.json}: their bytes must not change
 * unnoticed. They were made by this code and checked by a second implementation of
 * docs/protocol.md, 12 and 13, with X-Wing, written apart from it.
 */
class SealingRegressionTest {
  @Test
  void sealedBytesAreStillTheSame() throws IOException {
    for (JsonNode vector : vectors()) {
      Identity recipient = identity(vector, "recipientSeed");
      Identity sender = vector.has("senderSeed") ? identity(vector, "senderSeed") : null;
      Prekey prekey = Prekey.of(Vectors.hex(vector, "prekeySecret"));
      byte[] visible = Vectors.hex(vector, "visible");
      Sealed sealed =
          Sealer.seal(
                  new FixedRandom(Vectors.hex(vector, "encapsulationSeed")),
                  recipient.address(),
                  prekey.publicKey(),
                  visible,
                  content(vector),
                  vector.required("paddedSize").intValue(),
                  sender)
              .orElseThrow();
      assertThat(sealed.body()).isEqualTo(Vectors.hex(vector, "body"));
    }
  }

  @Test
  void earlierBodiesStillOpen() throws IOException {
    for (JsonNode vector : vectors()) {
      Opened opened =
          Sealer.open(
                  identity(vector, "recipientSeed"),
                  Prekey.of(Vectors.hex(vector, "prekeySecret")),
                  Vectors.hex(vector, "visible"),
                  Vectors.hex(vector, "body"))
              .orElseThrow();
      FirstContact content = content(vector);
      assertThat(opened.content()).usingRecursiveComparison().isEqualTo(content);
      assertThat(opened.sender())
          .isEqualTo(vector.has("senderSeed") ? identity(vector, "senderSeed").address() : null);

      JsonNode answer = vector.required("answer");
      byte[] reply = Vectors.hex(answer, "reply");
      assertThat(
              opened
                  .answerKey()
                  .seal(new Answer(answer.required("status").intValue(), content.id(), reply)))
          .isEqualTo(Vectors.hex(answer, "sealed"));
    }
  }

  private static Identity identity(JsonNode vector, String seed) {
    return Identity.ephemeral(new FixedRandom(Vectors.hex(vector, seed)));
  }

  private static FirstContact content(JsonNode vector) {
    return new FirstContact(
        Kind.of(vector.required("kind").intValue()).orElseThrow(),
        MessageId.of(Vectors.hex(vector, "id")),
        vector.required("ttlSeconds").longValue(),
        Vectors.hex(vector, "payload"));
  }

  private static JsonNode vectors() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SealingRegressionTest.class.getResourceAsStream("sealing.json"))) {
      JsonNode vectors = new ObjectMapper().readTree(in).required("vectors");
      assertThat(vectors).hasSizeGreaterThanOrEqualTo(2);
      return vectors;
    }
  }
}
