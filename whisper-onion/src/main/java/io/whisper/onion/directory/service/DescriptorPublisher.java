package io.whisper.onion.directory.service;

import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.Network;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a relay known: gives its descriptor to every authority until it is accepted, again in every
 * vote interval, and at once when it changed. Confined to the loop, but for its public methods.
 */
public final class DescriptorPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DescriptorPublisher.class);

  private final RoleLoop context;
  private final DirectoryConnector connector;
  private final Function<Instant, byte[]> descriptor;
  private final Duration interval;
  private final List<Recipient> recipients;
  private final CompletableFuture<Void> known = new CompletableFuture<>();
  private final int majority;
  private Instant published = Instant.EPOCH;
  private boolean closed;

  /**
   * A publisher to the authorities of {@code network}.
   *
   * @param descriptor the signed document of the relay's descriptor as it is now, published at the
   *     moment given; called on a worker
   */
  public DescriptorPublisher(
      RoleLoop context,
      DirectoryConnector connector,
      Network network,
      Function<Instant, byte[]> descriptor) {
    this.context = context;
    this.connector = connector;
    this.descriptor = descriptor;
    this.interval = network.parameters().voteInterval();
    this.majority = network.majority();
    this.recipients = network.authorities().stream().map(Recipient::new).toList();
  }

  /** Begins to publish, or publishes at once what has changed. */
  public void publish() {
    context.execute(
        () -> {
          if (!closed) {
            recipients.forEach(Recipient::now);
          }
        });
  }

  /** Completes, on the loop, when more than half of the authorities accepted the descriptor. */
  public CompletableFuture<Void> known() {
    return known.copy();
  }

  @Override
  public void close() {
    context.execute(
        () -> {
          closed = true;
          recipients.forEach(Recipient::stop);
        });
  }

  /** The time of publication: later than the one before, also when the clock is not. */
  private Instant next() {
    Instant now = Instant.ofEpochSecond(context.time().now().getEpochSecond());
    published = now.isAfter(published) ? now : published.plusSeconds(1);
    return published;
  }

  private void count() {
    if (recipients.stream().filter(recipient -> recipient.accepted).count() >= majority) {
      known.complete(null);
    }
  }

  /** One authority. */
  private final class Recipient {
    private final AuthorityEntry authority;
    private final Backoff backoff;
    private @Nullable Cancellable timer;
    private boolean busy;
    private boolean again;
    private boolean accepted;

    Recipient(AuthorityEntry authority) {
      this.authority = authority;
      this.backoff = new Backoff(context.random(), interval);
    }

    void stop() {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }

    void now() {
      if (busy) {
        again = true;
        return;
      }
      stop();
      busy = true;
      Instant moment = next();
      Outcome.of(
          context
              .compute(() -> descriptor.apply(moment))
              .thenCompose(
                  document ->
                      connector
                          .direct(authority.target())
                          .thenCompose(conversation -> give(conversation, document))),
          this::done);
    }

    private CompletableFuture<DirectoryStatus> give(
        DirectoryConversation conversation, byte[] document) {
      return conversation.publish(document).whenComplete((status, failure) -> conversation.close());
    }

    private void done(@Nullable DirectoryStatus status, @Nullable Throwable failure) {
      busy = false;
      if (closed) {
        return;
      }
      if (again) {
        again = false;
        now();
        return;
      }
      if (status == DirectoryStatus.ACCEPTED) {
        accepted = true;
        backoff.reset();
        count();
        wait(interval.minus(jitter()));
        return;
      }
      if (status == null) {
        LOG.debug("authority {} cannot be reached", authority.name(), failure);
      } else {
        LOG.warn(
            "authority {} does not take this relay's descriptor: {}", authority.name(), status);
      }
      wait(backoff.next());
    }

    private Duration jitter() {
      return Duration.ofMillis(context.random().nextLong(interval.toMillis() / 8 + 1));
    }

    private void wait(Duration duration) {
      timer = context.time().after(duration, this::now);
    }
  }
}
