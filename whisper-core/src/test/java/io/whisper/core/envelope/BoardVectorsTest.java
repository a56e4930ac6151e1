package io.whisper.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Posted;
import io.whisper.core.seal.RoomKey;
import io.whisper.core.testkit.FixedRandom;
import io.whisper.core.testkit.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Topics and posts of {@code boards.json}, made by a second implementation of docs/protocol.md, 18,
 * written apart from this one and with another library.
 */
class BoardVectorsTest {
  private static final List<Kind> KINDS = List.of(Kind.PUBLICATION, Kind.ACKNOWLEDGEMENT);

  @Test
  void secretsOfTopicsAreTheSame() throws IOException {
    for (JsonNode vector : vectors("names")) {
      assertThat(Topic.ofName(vector.required("name").textValue()).secret())
          .isEqualTo(Vectors.hex(vector, "secret"));
    }
    for (JsonNode vector : vectors("passwords")) {
      char[] password = vector.required("password").textValue().toCharArray();
      assertThat(Topic.ofPassword(password).secret()).isEqualTo(Vectors.hex(vector, "secret"));
    }
  }

  @Test
  void postsAreTheSame() throws IOException {
    for (JsonNode vector : vectors("posts")) {
      Topic topic = Topic.ofKey(Vectors.hex(vector, "topicSecret"));
      FixedRandom salt = new FixedRandom(Vectors.hex(vector, "salt"));
      assertIs(
          vector,
          BoardSealer.seal(salt, topic, terms(topic, vector), content(vector), author(vector)));
    }
  }

  @Test
  void signedPostsAreTheSame() throws IOException {
    for (JsonNode vector : vectors("signed")) {
      Topic topic = Topic.ofKey(Vectors.hex(vector, "topicSecret"));
      assertThat(topic.room().toByteArray()).isEqualTo(Vectors.hex(vector, "room"));
      FixedRandom salt = new FixedRandom(Vectors.hex(vector, "salt"));
      try (RoomKey key = RoomKey.of(Vectors.hex(vector, "roomSeed"))) {
        assertThat(key.publicKey().toByteArray()).isEqualTo(Vectors.hex(vector, "roomKey"));
        assertIs(
            vector,
            BoardSealer.sealSigned(
                salt, topic, terms(topic, vector), text(vector), signer(vector), key));
      }
    }
  }

  @Test
  void signedPostsOpen() throws IOException {
    for (JsonNode vector : vectors("signed")) {
      Topic topic = Topic.ofKey(Vectors.hex(vector, "topicSecret"));
      Envelope envelope = Envelope.decode(Vectors.hex(vector, "encoded")).orElseThrow();
      Posted posted = BoardSealer.open(topic, envelope).orElseThrow();
      assertThat(posted.author()).isEqualTo(signer(vector));
      assertThat(posted.roomKey()).isEqualTo(Bytes32.of(Vectors.hex(vector, "roomKey")));
      assertThat(posted.content()).usingRecursiveComparison().isEqualTo(text(vector));
    }
  }

  private static void assertIs(JsonNode vector, Envelope made) {
    assertThat(made.id().toByteArray()).isEqualTo(Vectors.hex(vector, "id"));
    long nonce =
        ProofOfWork.search(made.id(), 10, vector.required("searchStart").longValue(), () -> false)
            .orElseThrow();
    Envelope envelope = new Envelope(made.terms(), nonce, made.sealed());
    assertThat(envelope.encode()).isEqualTo(Vectors.hex(vector, "encoded"));
    assertThat(envelope.size()).isEqualTo(vector.required("size").intValue());
    assertThat(ProofOfWork.bits(envelope.id(), nonce))
        .isEqualTo(vector.required("bits").intValue());
    assertThat(envelope.rank()).isEqualTo(vector.required("rank").longValue());
  }

  private static EnvelopeTerms terms(Topic topic, JsonNode vector) {
    Bytes32 tag = topic.tag(vector.required("period").longValue());
    assertThat(tag.toByteArray()).isEqualTo(Vectors.hex(vector, "tag"));
    int ttl = vector.required("ttlSeconds").intValue();
    return EnvelopeTerms.board(
        tag, vector.required("expires").longValue() - ttl, ttl, withdrawal(vector));
  }

  @Test
  void postsOpen() throws IOException {
    for (JsonNode vector : vectors("posts")) {
      Topic topic = Topic.ofKey(Vectors.hex(vector, "topicSecret"));
      Envelope envelope = Envelope.decode(Vectors.hex(vector, "encoded")).orElseThrow();
      Posted posted = BoardSealer.open(topic, envelope).orElseThrow();
      assertThat(posted.author()).isEqualTo(author(vector));
      assertThat(posted.content()).usingRecursiveComparison().isEqualTo(content(vector));
    }
  }

  private static FirstContact content(JsonNode vector) {
    return new FirstContact(
        KINDS.get(vector.required("kind").intValue() - 4),
        MessageId.of(Vectors.hex(vector, "messageId")),
        vector.required("ttlSeconds").longValue(),
        Vectors.hex(vector, "payload"));
  }

  private static FirstContact text(JsonNode vector) {
    return new FirstContact(
        Kind.SIGNED_PUBLICATION,
        MessageId.of(Vectors.hex(vector, "messageId")),
        vector.required("ttlSeconds").longValue(),
        Vectors.hex(vector, "text"));
  }

  private static Address signer(JsonNode vector) {
    return Objects.requireNonNull(author(vector));
  }

  private static @Nullable Bytes32 withdrawal(JsonNode vector) {
    return vector.has("withdrawalKey")
        ? WithdrawalKey.commitment(Vectors.hex(vector, "withdrawalKey"))
        : null;
  }

  private static @Nullable Address author(JsonNode vector) {
    return vector.has("author")
        ? Address.decode(Vectors.hex(vector, "author")).orElseThrow()
        : null;
  }

  private static JsonNode vectors(String kind) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(BoardVectorsTest.class.getResourceAsStream("boards.json"))) {
      JsonNode vectors = new ObjectMapper().readTree(in).required(kind);
      assertThat(vectors).hasSizeGreaterThanOrEqualTo(2);
      return vectors;
    }
  }
}
