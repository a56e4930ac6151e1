package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.failure;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.rendezvous.overlay.Overlay;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody waits for ever for what a closed endpoint will not do any more. */
class ClosedEndpointTest {
  private final Reactor reactor = Reactor.create(ReactorOptions.defaults());
  private final Identity somebody = Identity.ephemeral();

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void whatIsBegunAfterTheEndOfTheLoopFailsAsClosed() {
    Endpoint endpoint = endpoint(Runnable::run);
    endpoint.close();
    reactor.close();
    Delivery delivery = endpoint.send(somebody.address(), text("anybody there?"));
    assertThat(failure(delivery.delivered()).reason()).isEqualTo(FailureReason.CLOSED);
    assertThat(failure(endpoint.connect(somebody.address(), Profile.FAST)).reason())
        .isEqualTo(FailureReason.CLOSED);
  }

  @Test
  void whatIsBegunAfterTheEndOfTheEndpointFailsAsClosed() {
    Endpoint endpoint = endpoint(Runnable::run);
    endpoint.close();
    assertThat(failure(endpoint.connect(somebody.address(), Profile.FAST)).reason())
        .isEqualTo(FailureReason.CLOSED);
  }

  @Test
  void whatIsUnderWayAtTheEndFailsAsClosed() {
    Endpoint endpoint = endpoint(Runnable::run);
    endpoint.onMessage(message -> {});
    CompletionStage<Endpoint> published = endpoint.published();
    CompletionStage<Session> session = endpoint.connect(somebody.address(), Profile.FAST);
    endpoint.close();
    assertThat(failure(published).reason()).isEqualTo(FailureReason.CLOSED);
    assertThat(failure(session).reason()).isEqualTo(FailureReason.CLOSED);
  }

  @Test
  void anExecutorThatEndedDoesNotKeepAConnectFromFailing() {
    Executor ended =
        task -> {
          throw new RejectedExecutionException("the executor has ended");
        };
    Endpoint endpoint = endpoint(ended);
    CompletionStage<Session> session = endpoint.connect(somebody.address(), Profile.FAST);
    endpoint.close();
    assertThat(failure(session).reason()).isEqualTo(FailureReason.CLOSED);
  }

  /** An endpoint on a network that is never joined. */
  private Endpoint endpoint(Executor executor) {
    Overlay overlay =
        new Overlay(
            reactor,
            Optional::empty,
            request -> CompletableFuture.failedFuture(new IllegalStateException("no circuits")));
    return new Endpoint(
        overlay,
        Identity.ephemeral(),
        EndpointOptions.defaults(),
        executor,
        StateStore.inMemory(),
        new CompletableFuture<>(),
        () -> {});
  }
}
