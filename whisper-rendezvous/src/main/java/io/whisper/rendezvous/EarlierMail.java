package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.mailbox.Acknowledgement;
import io.whisper.rendezvous.mailbox.Pending;
import io.whisper.rendezvous.overlay.AgreedTime;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The messages that earlier runs of an endpoint left at stores. Each is forgotten when it is over
 * and the application was given its delivery, in whichever run that is. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class EarlierMail {
  /** How many may be over without the application knowing of them. */
  static final int MOST_UNTOLD = 1024;

  /** How long after its time one that is over waits for the application to ask. */
  private static final Duration UNTOLD = Duration.ofDays(14);

  private final Overlay overlay;
  private final Executor executor;
  private final CompletableFuture<Void> ready;
  private final Mailings mailings;
  private final Replies replies;
  private final AgreedTime time;
  private final CompletableFuture<Void> resumed = new CompletableFuture<>();

  /** Those that are under way. */
  private final Map<Delivery, ResumedMail> underway = new LinkedHashMap<>();

  /** Those that are over and not forgotten, the first to end first. */
  private final Map<Delivery, ResumedMail> over = new LinkedHashMap<>();

  /** Those of all of them that the application asked for. */
  private final Set<Delivery> asked = new HashSet<>();

  private boolean closed;

  /** Makes the message that a reply is. */
  interface Replies {
    /**
     * A reply of this recipient.
     *
     * @param options how the application answers it
     */
    Message reply(Address from, byte[] payload, SendOptions options);
  }

  /**
   * Takes up nothing yet.
   *
   * @param ready completes when circuits can be built, and is waited for
   */
  EarlierMail(
      Overlay overlay,
      Executor executor,
      CompletableFuture<Void> ready,
      Mailings mailings,
      Replies replies) {
    this.overlay = overlay;
    this.executor = executor;
    this.ready = ready;
    this.mailings = mailings;
    this.replies = replies;
    this.time = new AgreedTime(overlay.time(), overlay.consensus());
  }

  /** Takes up what there is; called once. */
  void resume() {
    mailings
        .load()
        .thenAccept(
            all -> {
              all.stream().sorted(Comparator.comparing(Pending::expires)).forEach(this::resume);
              resumed.complete(null);
            });
  }

  private void resume(Pending pending) {
    if (closed) {
      pending.topic().close();
      return;
    }
    Delivery delivery = new Delivery(executor, pending.recipient());
    ResumedMail mail =
        new ResumedMail(
            mailings, delivery, pending, given -> acknowledged(delivery, pending, given));
    underway.put(delivery, mail);
    delivery.onFinal(() -> overlay.reactor().execute(() -> ended(delivery)));
    if (pending.delivered()) {
      delivery.provenByReply();
      delivery.noReply();
    } else {
      Cancellable expiry = time.whenCome(pending.expires(), delivery::timeIsOver);
      delivery.onReplySettled(expiry::cancel);
      ready.thenRun(mail::begin);
    }
  }

  private void acknowledged(Delivery delivery, Pending pending, Acknowledgement given) {
    delivery.provenByReply();
    byte[] reply = given.reply();
    if (reply == null) {
      delivery.noReply();
      return;
    }
    HopRange hops = pending.hops();
    SendOptions options = SendOptions.defaults().withProfile(Profile.builder().hops(hops).build());
    delivery.repliedWith(replies.reply(pending.recipient(), reply, options));
  }

  /** One is over, by what became of it or by the end of the endpoint. */
  private void ended(Delivery delivery) {
    ResumedMail mail = underway.remove(delivery);
    if (mail == null) {
      return;
    }
    boolean goesOn =
        delivery.failure().filter(why -> why.reason() == FailureReason.CLOSED).isPresent();
    mail.stop();
    if (goesOn) {
      mail.leave();
    } else if (asked.remove(delivery)) {
      mail.forget();
    } else {
      over.put(delivery, mail);
      if (delivery.state() == DeliveryState.DELIVERED) {
        mail.keepArrived();
      }
      forgetSome();
    }
  }

  /** Nobody may ever ask. */
  private void forgetSome() {
    for (Delivery each : List.copyOf(over.keySet())) {
      ResumedMail mail = over.get(each);
      if (mail != null
          && !asked.contains(each)
          && (over.size() > MOST_UNTOLD || time.hasCome(mail.expires().plus(UNTOLD)))) {
        over.remove(each);
        mail.forget();
      }
    }
  }

  /** How many are under way. */
  int underway() {
    return underway.size();
  }

  /** Those that the application does not know to be over; it asks for them now. */
  CompletableFuture<List<Delivery>> ask() {
    return resumed.thenApply(
        done -> {
          asked.addAll(underway.keySet());
          List<Delivery> ended = over.keySet().stream().filter(asked::add).toList();
          return Stream.concat(ended.stream(), underway.keySet().stream()).toList();
        });
  }

  /** The application has what it asked for. */
  void given(Collection<Delivery> all) {
    all.forEach(this::forgetOver);
  }

  private void forgetOver(Delivery delivery) {
    @Nullable ResumedMail mail = over.remove(delivery);
    if (mail != null) {
      asked.remove(delivery);
      mail.forget();
    }
  }

  /** Ends: a later run goes on with what is not over. */
  void close() {
    closed = true;
    resumed.complete(null);
    for (Delivery each : List.copyOf(underway.keySet())) {
      each.fail(FailureReason.CLOSED, "the endpoint was closed");
      ended(each);
    }
    // What was asked for is on its way to the application.
    for (Delivery each : List.copyOf(over.keySet())) {
      if (asked.contains(each)) {
        forgetOver(each);
      }
    }
    over.values().forEach(ResumedMail::leave);
    over.clear();
  }
}
