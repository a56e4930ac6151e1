package io.whisper.rendezvous.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReassemblyTest {
  private static final long SEED = 0xa55e_3b1e;

  @Test
  void messagesOfEveryLengthComeBackInTheCellsOfTheirBucket() {
    Random random = new Random(SEED);
    int[] lengths = {0, 1, 255, 256, 257, 469, 470, 1024, 1025, 4096, 4097, 16_384, 65_535, 65_536};
    int[] cells = {1, 1, 1, 1, 3, 3, 3, 3, 9, 9, 35, 35, 140, 140};
    Reassembly reassembly = new Reassembly();
    for (int i = 0; i < lengths.length; i++) {
      byte[] payload = new byte[lengths[i]];
      random.nextBytes(payload);
      List<SessionFrame> frames = frames(new SessionMessage(i + 1, i, payload));
      assertThat(frames).as("%d bytes", lengths[i]).hasSize(cells[i]);
      assertThat(MessageCells.count(lengths[i])).isEqualTo(cells[i]);

      Optional<SessionMessage> whole = Optional.empty();
      for (SessionFrame frame : frames) {
        assertThat(whole).isEmpty();
        whole = reassembly.take(SessionFrame.decode(frame.encode()).orElseThrow());
      }
      assertThat(whole).isPresent();
      assertThat(whole.get().payload()).as("seed %d", SEED).isEqualTo(payload);
      assertThat(whole.get().number()).isEqualTo(i + 1);
      assertThat(whole.get().inReplyTo()).isEqualTo(i);
    }
    assertThat(reassembly.violated()).isFalse();
  }

  @Test
  void aPartThatComesTwiceIsAViolation() {
    List<SessionFrame> frames = frames(new SessionMessage(1, 0, new byte[600]));
    Reassembly reassembly = new Reassembly();
    reassembly.take(frames.get(0));
    reassembly.take(frames.get(0));
    assertThat(reassembly.violated()).isTrue();
  }

  @Test
  void aMessageThatComesTwiceIsAViolation() {
    SessionFrame only = frames(new SessionMessage(1, 0, new byte[5])).get(0);
    Reassembly reassembly = new Reassembly();
    assertThat(reassembly.take(only)).isPresent();
    assertThat(reassembly.take(only)).isEmpty();
    assertThat(reassembly.violated()).isTrue();
  }

  @Test
  void aPartLeftOutIsAViolation() {
    List<SessionFrame> frames = frames(new SessionMessage(1, 0, new byte[600]));
    Reassembly reassembly = new Reassembly();
    reassembly.take(frames.get(0));
    reassembly.take(frames.get(2));
    assertThat(reassembly.violated()).isTrue();
  }

  @Test
  void aMessageLongerThanAllowedCostsNoMemoryAndIsAViolation() {
    Reassembly reassembly = new Reassembly();
    reassembly.take(
        new SessionFrame(SessionFrame.Type.DATA, 1, Integer.MAX_VALUE, 0, 0, new byte[469]));
    assertThat(reassembly.violated()).isTrue();
  }

  @Test
  void aTotalThatChangesInTheMiddleIsAViolation() {
    List<SessionFrame> frames = frames(new SessionMessage(1, 0, new byte[600]));
    SessionFrame second = frames.get(1);
    Reassembly reassembly = new Reassembly();
    reassembly.take(frames.get(0));
    reassembly.take(
        new SessionFrame(
            SessionFrame.Type.DATA, 1, 601, second.offset(), 0, new byte[601 - second.offset()]));
    assertThat(reassembly.violated()).isTrue();
  }

  private static List<SessionFrame> frames(SessionMessage message) {
    List<SessionFrame> frames = new ArrayList<>();
    for (MessageCells cells = new MessageCells(message); cells.hasNext(); ) {
      frames.add(cells.next());
    }
    return frames;
  }
}
