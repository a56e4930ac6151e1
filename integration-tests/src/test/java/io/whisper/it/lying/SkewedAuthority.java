package io.whisper.it.lying;

import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import io.whisper.node.config.AuthorityConfig;
import io.whisper.node.role.AuthorityRole;
import io.whisper.node.role.Running;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.onion.relay.RelaySettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The process of an authority whose clock is as many seconds late as the file {@code skew} in its
 * volume says at its start, none where there is no such file.
 */
final class SkewedAuthority {
  private SkewedAuthority() {}

  /** A clock that is late. */
  private record LateTime(TimeSource right, Duration late) implements TimeSource {
    @Override
    public Instant now() {
      return right.now().minus(late);
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
      return right.after(delay, task);
    }
  }

  /** Runs until it is asked to stop. */
  @SuppressWarnings("try") // Some of what is held is only to be closed.
  public static void main(String[] args) throws IOException {
    AuthorityConfig config = AuthorityConfig.read(Path.of(args[2]));
    Path file = Path.of("/var/lib/whisper/skew");
    long skew = Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
    RelaySettings settings =
        RelaySettings.builder(config.listen().toArray(new InetSocketAddress[0])).build();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    TimeSource late = new LateTime(TimeSource.system(timer), Duration.ofSeconds(skew));
    try (Running running = Running.start();
        AuthorityRole authority =
            AuthorityRole.start(
                    Reactor.create(ReactorOptions.defaults().withTime(late)),
                    config.network(),
                    config.state(),
                    settings)
                .join()) {
      System.out.println("authority listening");
      running.untilStoppedOr(new CompletableFuture<>());
    }
    timer.shutdownNow();
  }
}
