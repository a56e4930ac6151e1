package io.whisper.rendezvous.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Fuzz targets of what is inside session cells; the build runs them over their seeds. */
final class SessionFrameFuzzTest {

  /** Whatever plaintext comes, what is read is written back as it came. */
  @FuzzTest(maxDuration = "20s")
  void frame(byte[] plaintext) {
    SessionFrame.decode(plaintext)
        .ifPresent(read -> assertThat(read.encode()).isEqualTo(plaintext));
    SessionPurpose.decode(plaintext)
        .ifPresent(read -> assertThat(read.encode()).isEqualTo(plaintext));
  }

  /** Whatever frames follow each other, a message is as long as it was said and no cell is lost. */
  @FuzzTest(maxDuration = "20s")
  void frames(byte[] plaintexts) {
    Reassembly reassembly = new Reassembly();
    ByteBuffer rest = ByteBuffer.wrap(plaintexts);
    long complete = 0;
    while (rest.hasRemaining() && !reassembly.violated()) {
      byte[] plaintext = new byte[Math.min(SessionFrame.SIZE, rest.remaining())];
      rest.get(plaintext);
      SessionFrame frame =
          SessionFrame.decode(Arrays.copyOf(plaintext, SessionFrame.SIZE)).orElse(null);
      if (frame != null && frame.type() == SessionFrame.Type.DATA) {
        SessionMessage message = reassembly.take(frame).orElse(null);
        if (message != null) {
          complete++;
          assertThat(message.number()).isEqualTo(complete).isEqualTo(frame.number());
          assertThat(message.payload()).hasSize(frame.total());
          assertThat(message.inReplyTo()).isEqualTo(frame.inReplyTo());
        }
      }
    }
  }
}
