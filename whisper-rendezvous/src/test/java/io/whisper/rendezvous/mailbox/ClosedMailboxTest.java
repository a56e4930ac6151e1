package io.whisper.rendezvous.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.envelope.OpenedMail;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.MessageId;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.VirtualStores;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a mailbox leaves in memory and at stores when it is closed while a letter is dealt with. */
@SuppressWarnings("FutureReturnValueIgnored") // What happens at the stores is what is looked at.
class ClosedMailboxTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final VirtualStores stores = new VirtualStores(new SeededRandom(96), 9);
  private final VirtualTime time = stores.time();
  private final Identity alice = Identity.ephemeral(new SeededRandom(97));
  private final StateStore state = StateStore.inMemory();
  private final Letters letters = new Letters(stores, alice.address());
  private final List<OpenedMail> opened = new ArrayList<>();
  private final List<Mail> given = new ArrayList<>();
  private Runnable whileOpening = () -> {};

  @Test
  void whatIsOpenedAfterTheEndIsWiped() {
    leaveOneLetter();
    Mailbox here = open(given::add);
    whileOpening = here::close;
    time.advance(MINUTE);
    assertThat(opened).hasSize(1);
    assertThat(given).isEmpty();
    assertWipedAndStillThere();
  }

  @Test
  void whatWaitsToBeHandedOnceMoreIsWipedAtTheEnd() {
    leaveOneLetter();
    Mailbox here = open(Mail::refused);
    time.advance(MINUTE);
    here.close();
    assertWipedAndStillThere();
  }

  @Test
  void whatTheListenerStillHasAtTheEndIsWipedAndNotAcknowledged() {
    leaveOneLetter();
    Mailbox here = open(given::add);
    time.advance(MINUTE);
    here.close();
    assertThat(given).hasSize(1);
    given.get(0).taken();
    assertWipedAndStillThere();
  }

  @Test
  void aListenerThatThrowsGetsTheLetterOnceMore() {
    leaveOneLetter();
    List<Mail> attempts = new ArrayList<>();
    Mailbox here =
        open(
            mail -> {
              attempts.add(mail);
              if (attempts.size() == 1) {
                throw new IllegalStateException("a listener that throws");
              }
              mail.taken();
            });
    time.advance(MINUTE);
    assertThat(attempts).hasSize(2);
    assertThat(stores.holding(Shelf.MAILBOX, letters.tag(letters.period()))).isZero();
    here.close();
  }

  private void assertWipedAndStillThere() {
    time.advance(MINUTE.multipliedBy(2));
    assertThat(opened)
        .isNotEmpty()
        .allSatisfy(
            mail ->
                assertThatThrownBy(() -> mail.acknowledgement().secret())
                    .isInstanceOf(IllegalStateException.class));
    assertThat(stores.holding(Shelf.MAILBOX, letters.tag(letters.period()))).isEqualTo(3);
  }

  private void leaveOneLetter() {
    Mailbox visit = open(given::add);
    time.advance(MINUTE);
    visit.close();
    MessageId id = MessageId.generate(stores.random());
    letters.put(letters.seal(id, Duration.ofDays(1), "remember").envelope());
  }

  private Mailbox open(Consumer<Mail> taking) {
    RoleLoop watched = new Watched(stores.loop());
    Mailbox mailbox =
        new Mailbox(
            watched,
            stores::consensus,
            stores.replicas(),
            alice,
            state,
            new ProofSearch(watched),
            new MailListener() {
              @Override
              public void onMail(Mail mail) {
                taking.accept(mail);
              }

              @Override
              public void onUnreadable() {
                throw new AssertionError("everything here can be read");
              }
            });
    mailbox.start();
    return mailbox;
  }

  /** A loop whose workers let the test see what they opened. */
  private final class Watched implements RoleLoop {
    private final RoleLoop loop;

    Watched(RoleLoop loop) {
      this.loop = loop;
    }

    @Override
    public TimeSource time() {
      return loop.time();
    }

    @Override
    public SecureRandom random() {
      return loop.random();
    }

    @Override
    public <T> CompletableFuture<T> compute(Supplier<T> work) {
      return loop.compute(
          () -> {
            T result = work.get();
            if (result instanceof Optional<?> some
                && some.orElse(null) instanceof OpenedMail mail) {
              opened.add(mail);
              whileOpening.run();
            }
            return result;
          });
    }

    @Override
    public void execute(Runnable task) {
      loop.execute(task);
    }
  }
}
