package io.whisper.onion.directory.service;

import static io.whisper.onion.testkit.TestNetwork.await;
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
  private static final byte[] LONG = new byte[100_000];
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
    Bytes32 digest = Bytes32.of(Sha256.hash(LONG));
    var fetched = conversation.document(digest, 100_000);
    conversation.onResponse(part(1, digest, 100_000, 0, new byte[60_000]));
    assertThat(sent).hasSize(2);
    conversation.onResponse(part(2, digest, 100_000, 60_000, new byte[40_000]));
    assertThat(await(fetched)).isEqualTo(LONG);
  }

  @Test
  void partsThatAreNotOfFullSizeAreRefused() {
    Bytes32 digest = Bytes32.of(Sha256.hash(LONG));
    for (int size : new int[] {1, 59_999, 60_001}) {
      DirectoryConversation fresh =
          new DirectoryConversation(new VirtualTime(), sent::add, () -> {});
      var fetched = fresh.document(digest, 100_000);
      fresh.onResponse(part(1, digest, 100_000, 0, new byte[size]));
      assertThat(fetched).isCompletedExceptionally();
    }
    var last = conversation.document(digest, 100_000);
    conversation.onResponse(part(1, digest, 100_000, 0, new byte[60_000]));
    conversation.onResponse(part(2, digest, 100_000, 60_000, new byte[39_999]));
    assertThat(last).isCompletedExceptionally();
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
