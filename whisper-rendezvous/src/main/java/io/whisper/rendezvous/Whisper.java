package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.identity.Identity;
import io.whisper.onion.directory.Network;
import io.whisper.rendezvous.overlay.Overlay;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A place on the network, from which an application's endpoints send and receive.
 *
 * <pre>{@code
 * try (Whisper whisper = Whisper.join(network)) {
 *   Endpoint alice = whisper.endpoint(Identity.ephemeral());
 *   alice.onMessage(message -> message.reply("got it".getBytes(UTF_8)));
 *   Delivery delivery = alice.send(bob, payload);
 * }
 * }</pre>
 *
 * <p>All endpoints of one instance share its guards. Thread-safe; no method but {@link #close}
 * waits for the network.
 */
public final class Whisper implements AutoCloseable {
  private static final long LAST_ANSWERS_SECONDS = 9;

  private final Joined joined;
  private final Overlay overlay;
  private final WatchedStore state;
  private final Executor executor;
  private final StateWatch watch;
  private final Map<Address, Endpoint> endpoints = new HashMap<>();
  private final List<CompletableFuture<Void>> ending = new ArrayList<>();
  private boolean closed;

  Whisper(Joined joined) {
    this.joined = joined;
    this.overlay = joined.overlay();
    this.state = joined.state();
    this.executor = joined.executor();
    this.watch = new StateWatch(joined, this::hurry);
    joined.circuits().prebuild(Profile.BALANCED.hops());
    overlay.reactor().execute(watch::start);
  }

  /** Joins a network with {@link WhisperOptions#defaults()}. */
  public static Whisper join(Network network) {
    return join(network, WhisperOptions.defaults());
  }

  /**
   * Joins a network. Returns at once; {@link #ready} says when messages can be sent.
   *
   * @throws io.whisper.core.state.StateException when the given state cannot be read
   */
  public static Whisper join(Network network, WhisperOptions options) {
    return new Whisper(Joining.join(network, options));
  }

  /** What can be expected now. */
  public WhisperState state() {
    return watch.state();
  }

  /** Adds a listener for states, which first hears the present one. */
  public void onState(Consumer<WhisperState> listener) {
    watch.listen(Objects.requireNonNull(listener, "listener"));
  }

  /** Completes when messages can be sent; what is sent before waits for it by itself. */
  public CompletionStage<Whisper> ready() {
    return watch.ready().thenApplyAsync(done -> this, executor).minimalCompletionStage();
  }

  /** The endpoint of an identity with {@link EndpointOptions#defaults()}. */
  public Endpoint endpoint(Identity identity) {
    return endpoint(identity, EndpointOptions.defaults());
  }

  /**
   * The endpoint of an identity, which stays the caller's to close after it.
   *
   * @throws IllegalStateException when one of this identity is open, or this instance is closed
   */
  public Endpoint endpoint(Identity identity, EndpointOptions options) {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(options, "options");
    Address address = identity.address();
    synchronized (endpoints) {
      if (closed) {
        throw new IllegalStateException("this instance is closed");
      }
      if (endpoints.containsKey(address)) {
        throw new IllegalStateException("an endpoint of this identity is open");
      }
      Endpoint endpoint =
          new Endpoint(
              overlay,
              identity,
              options.withMailbox(options.mailbox() && state.lasting()),
              executor,
              state.child(stateName(address)),
              watch.ready(),
              () -> forget(address));
      endpoints.put(address, endpoint);
      return endpoint;
    }
  }

  private void hurry() {
    List<Endpoint> all;
    synchronized (endpoints) {
      all = List.copyOf(endpoints.values());
    }
    all.forEach(Endpoint::hurry);
  }

  private void forget(Address address) {
    synchronized (endpoints) {
      Endpoint endpoint = endpoints.remove(address);
      if (endpoint != null) {
        ending.removeIf(CompletableFuture::isDone);
        ending.add(endpoint.ended());
      }
    }
  }

  /** A name that tells nobody the address who does not know it. */
  static String stateName(Address address) {
    byte[] label = "whisper-1 endpoint state".getBytes(StandardCharsets.US_ASCII);
    byte[] digest = Sha256.hash(label, address.publicKey().toByteArray());
    return "endpoint-" + HexFormat.of().formatHex(digest, 0, 16);
  }

  /** Ends all endpoints, circuits and links of this instance, and its threads. */
  @Override
  public void close() {
    Map<Address, Endpoint> open;
    synchronized (endpoints) {
      if (closed) {
        return;
      }
      closed = true;
      open = new HashMap<>(endpoints);
    }
    open.values().forEach(Endpoint::close);
    awaitLastAnswers();
    overlay
        .reactor()
        .execute(
            () ->
                watch.close(
                    new SessionException(FailureReason.CLOSED, "this instance was closed")));
    joined.close();
  }

  /** Senders of what listeners have are told so before the circuits end. */
  private void awaitLastAnswers() {
    if (overlay.reactor().inLoop()) {
      return;
    }
    CompletableFuture<?>[] all;
    synchronized (endpoints) {
      all = ending.toArray(CompletableFuture<?>[]::new);
    }
    try {
      CompletableFuture.allOf(all).get(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException late) {
      // A listener that hangs does not keep the instance open.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "Whisper[" + state() + "]";
  }
}
