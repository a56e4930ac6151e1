package io.whisper.onion.directory.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.wire.DirectoryResponse;
import io.whisper.onion.directory.wire.DocumentPart;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that answers parts as it likes. */
final class ConversationTamperingTest {
  private static final byte[] DOCUMENT = new byte[100];
  private static final Bytes32 DIGEST = Bytes32.of(Sha256.hash(DOCUMENT));

  private final List<byte[]> sent = new ArrayList<>();
  private final DirectoryConversation conversation =
      new DirectoryConversation(new VirtualTime(), sent::add, () -> {});

  private static byte[] part(int number, Bytes32 digest, long length, long offset, byte[] data) {
    return DirectoryResponse.newBuilder()
        .setNumber(number)
        .setPart(
            DocumentPart.newBuilder()
                .setDocument(ByteString.copyFrom(digest.toByteArray()))
                .setLength(length)
                .setOffset(offset)
                .setData(ByteString.copyFrom(data)))
        .build()
        .toByteArray();
  }

  @Test
  void honestPartsMakeTheDocument() {
    var fetched = conversation.document(DIGEST, 100);
    conversation.onResponse(part(1, DIGEST, 100, 0, new byte[60]));
    assertThat(sent).hasSize(2);
    conversation.onResponse(part(2, DIGEST, 100, 60, new byte[40]));
    assertThat(fetched.join()).isEqualTo(DOCUMENT);
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    byte[] wrong = new byte[100];
    wrong[50] = 1;
    for (byte[] answer :
        List.of(
            part(1, DIGEST, 101, 0, new byte[60]),
            part(1, DIGEST, 0, 0, new byte[60]),
            part(1, DIGEST, -1, 0, new byte[60]),
            part(1, DIGEST, 1L << 40, 0, new byte[60]),
            part(1, DIGEST, 100, 1, new byte[60]),
            part(1, DIGEST, 50, 0, new byte[60]),
            part(1, DIGEST, 100, 0, new byte[0]),
            part(1, DIGEST, 100, 0, wrong),
            part(1, Bytes32.ZERO, 100, 0, DOCUMENT))) {
      DirectoryConversation fresh =
          new DirectoryConversation(new VirtualTime(), sent::add, () -> {});
      var fetched = fresh.document(DIGEST, 100);
      fresh.onResponse(answer);
      assertThat(fetched).isCompletedExceptionally();
    }
  }
}
