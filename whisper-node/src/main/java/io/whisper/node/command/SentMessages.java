package io.whisper.node.command;

import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Printable;
import io.whisper.node.console.Reason;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.rendezvous.Delivery;
import io.whisper.rendezvous.DeliveryState;
import io.whisper.rendezvous.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * What one {@code whisper send} sent, to one recipient or several: prints the states that each
 * message reaches, and waits until all are where they were to get, or over.
 */
final class SentMessages {
  private static final long REPLY_PATIENCE_SECONDS = 1;
  private static final int STORES = 3;

  private final Console console;
  private final SendCommand.Wait wait;
  private final List<Delivery> deliveries;
  private final Set<Delivery> shown = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> allShown = new CompletableFuture<>();
  private final Stopwatch watch = new Stopwatch();
  private volatile boolean stopped;

  /** Prints nothing yet. With several messages each line will say to whom its message goes. */
  SentMessages(Console console, SendCommand.Wait wait, List<Delivery> deliveries) {
    this.console = console;
    this.wait = wait;
    this.deliveries = List.copyOf(deliveries);
  }

  /** Begins to print. */
  SentMessages show() {
    deliveries.forEach(this::show);
    return this;
  }

  private void show(Delivery delivery) {
    AtomicInteger stores = new AtomicInteger();
    delivery.onState(
        reached -> {
          try {
            int count = delivery.stores();
            boolean news = reached != DeliveryState.STORED || stores.getAndSet(count) < count;
            if (!stopped && news) {
              Step step = SendCommand.step(delivery, reached, watch.millis());
              console.step(several() ? SendCommand.addressed(step, delivery) : step);
            }
          } catch (CommandException unseen) {
            allShown.completeExceptionally(unseen);
          }
          boolean enough = reached == wait.state && isEnough(delivery);
          if ((reached.isFinal() || enough)
              && shown.add(delivery)
              && shown.size() == deliveries.size()) {
            allShown.complete(null);
          }
        });
  }

  /** Whether no more stores are waited for, where it is about stores. */
  private boolean isEnough(Delivery delivery) {
    return wait != SendCommand.Wait.STORED || delivery.stores() >= STORES;
  }

  /**
   * Waits until the wanted state, or another end, of each message has been printed, and prints the
   * replies then. What becomes of a message later, when this process gives it up, is no state that
   * it reached, and is not printed.
   *
   * @throws TimeoutException when not all are there by then
   * @throws CommandException when one never will be
   */
  void await(long patienceMillis) throws TimeoutException {
    try {
      awaitShown(Math.max(0, patienceMillis));
      printReplies();
      checkReached();
    } catch (TimeoutException e) {
      printReplies();
      throw e;
    } catch (ExecutionException e) {
      throw new CommandException(Reason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted; " + all(deliveries), e);
    }
  }

  private void awaitShown(long patienceMillis)
      throws TimeoutException, ExecutionException, InterruptedException {
    try {
      allShown.get(patienceMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // That some stores hold it is what was asked for.
      boolean held =
          deliveries.stream().allMatch(each -> shown.contains(each) || each.stores() > 0);
      if (wait != SendCommand.Wait.STORED || !held) {
        throw e;
      }
    } finally {
      stopped = true;
    }
  }

  private void checkReached() throws InterruptedException {
    List<ExecutionException> failures = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      try {
        delivery.reached(wait.state).toCompletableFuture().get();
      } catch (ExecutionException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      String line =
          several()
              ? failures.size() + " of " + deliveries.size() + " messages are not " + wait.state
              : Reason.of(failures.get(0));
      throw CommandException.afterStep(line, failures.get(0));
    }
  }

  /** Says that time is up, how far the messages are that are not there, and what hinders them. */
  String late(Duration after) {
    List<Delivery> late = deliveries.stream().filter(each -> !shown.contains(each)).toList();
    String count = several() ? late.size() + " of " + deliveries.size() + " messages " : "";
    return count + "not " + wait.state + " after " + after.toSeconds() + " s; " + all(late);
  }

  private String all(List<Delivery> some) {
    return some.stream().map(this::standing).collect(Collectors.joining("; "));
  }

  private String standing(Delivery delivery) {
    String to = several() ? delivery.recipient().map(each -> " to " + each).orElse("") : "";
    return "the message"
        + to
        + " is "
        + delivery.state()
        + (delivery.stores() > 0 ? ", and `whisper pending` waits on" : "")
        + delivery.hindrance().map(why -> " (" + why.detail() + ")").orElse("");
  }

  /** Those that came with the answers; later ones are not waited for. */
  private void printReplies() {
    Stopwatch patience = new Stopwatch();
    for (Delivery delivery : deliveries) {
      if (delivery.state() == DeliveryState.DELIVERED) {
        long left = TimeUnit.SECONDS.toMillis(REPLY_PATIENCE_SECONDS) - patience.millis();
        printReply(delivery, Math.max(0, left));
      }
    }
  }

  private void printReply(Delivery delivery, long patienceMillis) {
    try {
      Message reply =
          delivery.reply().toCompletableFuture().get(patienceMillis, TimeUnit.MILLISECONDS);
      byte[] payload = reply.payload();
      String from = delivery.recipient().map(Object::toString).orElse("");
      String text = Printable.line(payload);
      Step step =
          several()
              ? Step.done("reply", watch.millis(), "reply of " + from + ": " + text)
                  .with("from", from)
              : Step.done("reply", watch.millis(), "reply " + text);
      console.step(Printable.in(step, payload));
    } catch (ExecutionException | TimeoutException none) {
      // The recipient took the message and said nothing.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean several() {
    return deliveries.size() > 1;
  }
}
