package io.whisper.it.lying;

import io.whisper.node.config.RelayConfig;
import io.whisper.node.role.RelayRole;
import io.whisper.node.role.Running;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The process of a relay that lies as the file {@code vice} in its volume says, in one word of
 * {@link Vice} that is read again every half second; its arguments are those of {@code whisper
 * relay}.
 */
final class LyingRelay {
  private static final long POLL_MILLIS = 500;

  private LyingRelay() {}

  /** Runs until it is asked to stop. */
  @SuppressWarnings({"try", "FutureReturnValueIgnored"}) // Held to be closed; told when it happens.
  public static void main(String[] args) {
    RelayConfig config = RelayConfig.read(Path.of(args[2]));
    AtomicReference<Vice> vice = new AtomicReference<>(Vice.NONE);
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    clock.scheduleWithFixedDelay(
        () -> vice.set(read(Path.of("/var/lib/whisper/vice"))),
        0,
        POLL_MILLIS,
        TimeUnit.MILLISECONDS);
    try (Running running = Running.start();
        RelayRole relay =
            RelayRole.start(
                    Reactor.create(ReactorOptions.defaults()),
                    config.network(),
                    config.state(),
                    config.offer(),
                    service -> new LyingService(service, vice::get))
                .join()) {
      System.out.println("relay listening");
      relay.known().thenRun(() -> System.out.println("relay known to the authorities"));
      running.untilStoppedOr(new CompletableFuture<>());
    }
    clock.shutdownNow();
  }

  private static Vice read(Path file) {
    try {
      return Files.exists(file)
          ? Vice.valueOf(Files.readString(file).strip().toUpperCase(Locale.ROOT))
          : Vice.NONE;
    } catch (IOException | IllegalArgumentException halfWritten) {
      return Vice.NONE;
    }
  }
}
