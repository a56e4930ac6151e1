package io.whisper.rendezvous.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.OpenedMail;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.Topic;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.TagWriter;
import io.whisper.rendezvous.replica.VirtualStores;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AcknowledgerTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final VirtualStores stores = new VirtualStores(new SeededRandom(98), 9);
  private final VirtualTime time = stores.time();
  private final OwnClock clock = new OwnClock(stores.loop());
  private final Topic topic = Topic.random(stores.random());
  private final Bytes32 board = topic.tag(AckWatch.PERIOD);
  private final OpenedMail mail =
      new OpenedMail(
          new FirstContact(Kind.MESSAGE, MessageId.generate(stores.random()), 600, new byte[1]),
          null,
          topic);
  private final Acknowledger acknowledger =
      new Acknowledger(
          clock,
          stores::consensus,
          new TagWriter(stores.replicas(), new ProofSearch(stores.loop())));

  @Test
  void storesThatRefuseItForAWrongClockAreAskedAgainUntilItIsRight() {
    clock.ahead = MINUTE.multipliedBy(5);
    CompletableFuture<Void> done = acknowledge(Duration.ofMinutes(30));
    time.advance(MINUTE.multipliedBy(3));
    assertThat(done).isNotDone();
    assertThat(acknowledger.settled()).isNotDone();
    assertThat(stores.holding(Shelf.BOARD, board)).isZero();

    clock.ahead = Duration.ZERO;
    time.advance(MINUTE.plusSeconds(1));
    assertThat(done).isCompleted();
    assertThat(acknowledger.settled()).isCompleted();
    assertThat(stores.at(Shelf.BOARD, board)).hasSize(1);
    assertThat(stores.holding(Shelf.BOARD, board)).isEqualTo(3);
  }

  @Test
  void whatExpiresBeforeItCanBeSealedIsDoneWith() {
    stores.busy(true);
    CompletableFuture<Void> done = acknowledge(Duration.ofMinutes(5));
    time.advance(MINUTE.multipliedBy(4));
    assertThat(done).isNotDone();
    time.advance(MINUTE.multipliedBy(2));
    assertThat(done).isCompleted();
    assertThat(acknowledger.settled()).isCompleted();
  }

  @Test
  void whatExpiredAlreadyIsDoneWith() {
    assertThat(acknowledge(Duration.ZERO)).isCompleted();
    time.advance(MINUTE);
    assertThat(acknowledger.settled()).isCompleted();
    assertThat(stores.holding(Shelf.BOARD, board)).isZero();
  }

  @Test
  void nothingIsPutAfterTheEnd() {
    stores.busy(true);
    CompletableFuture<Void> waiting = acknowledge(Duration.ofMinutes(5));
    acknowledger.close();
    CompletableFuture<Void> late = acknowledge(Duration.ofMinutes(5));
    stores.busy(false);
    time.advance(MINUTE);
    assertThat(waiting).isNotDone();
    assertThat(late).isNotDone();
    assertThat(stores.holding(Shelf.BOARD, board)).isZero();
  }

  private CompletableFuture<Void> acknowledge(Duration left) {
    return acknowledger.acknowledge(mail, new Acknowledgement(null), time.now().plus(left));
  }

  /** A loop whose clock differs from that of the stores. */
  private static final class OwnClock implements RoleLoop, TimeSource {
    private final RoleLoop loop;
    private Duration ahead = Duration.ZERO;

    OwnClock(RoleLoop loop) {
      this.loop = loop;
    }

    @Override
    public Instant now() {
      return loop.time().now().plus(ahead);
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
      return loop.time().after(delay, task);
    }

    @Override
    public TimeSource time() {
      return this;
    }

    @Override
    public SecureRandom random() {
      return loop.random();
    }

    @Override
    public <T> CompletableFuture<T> compute(Supplier<T> work) {
      return loop.compute(work);
    }

    @Override
    public void execute(Runnable task) {
      loop.execute(task);
    }
  }
}
