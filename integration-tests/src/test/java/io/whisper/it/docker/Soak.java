package io.whisper.it.docker;

import io.whisper.it.traffic.Ledger;
import io.whisper.it.traffic.Ledger.Entry;
import io.whisper.it.traffic.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A network of containers under load for a given time, hurt at random moments in random ways that a
 * seed decides; prints a page on what became of it. Run by {@code .ci/soak MINUTES SEED}.
 */
final class Soak {
  private static final Duration SETTLING = Duration.ofMinutes(6);
  private static final int LEAST_PAUSE_SECONDS = 15;
  private static final int MORE_PAUSE_SECONDS = 20;
  private static final int HURT_SECONDS = 15;
  private static final Duration WARM_UP = Duration.ofMinutes(5);
  private static final Pattern MEMORY = Pattern.compile("^VmRSS:\\s+(\\d+) kB$", Pattern.MULTILINE);

  /** A way to hurt a host, which it is over with when it returns. */
  private enum Hurt {
    CRASH {
      @Override
      void on(Host host) {
        host.kill();
        pause(HURT_SECONDS);
        host.start();
      }
    },
    FREEZE {
      @Override
      void on(Host host) {
        host.pause();
        pause(HURT_SECONDS);
        host.thaw();
      }
    },
    CUT {
      @Override
      void on(Host host) {
        host.disconnect();
        pause(HURT_SECONDS);
        host.connect();
      }
    },
    RESTART {
      @Override
      void on(Host host) {
        host.stop();
        host.start();
      }
    };

    abstract void on(Host host);
  }

  private final ContainerNetwork network;
  private final Random random;
  private final Map<String, Integer> hurts = new TreeMap<>();
  private final Map<String, Integer> restarts = new TreeMap<>();
  private final Map<String, Long> memoryWarm = new LinkedHashMap<>();

  private Soak(ContainerNetwork network, long seed) {
    this.network = network;
    this.random = new Random(seed);
  }

  /**
   * Runs it for so many minutes with that seed; exits with 1 on a loss, a duplicate or a false
   * success.
   */
  public static void main(String[] args) throws IOException {
    long minutes = Long.parseLong(args[0]);
    long seed = Long.parseLong(args[1]);
    boolean well;
    try (ContainerNetwork network = ContainerNetwork.start(NetworkTerms.standard())) {
      well = new Soak(network, seed).run(Duration.ofMinutes(minutes), seed);
    }
    System.exit(well ? 0 : 1);
  }

  private boolean run(Duration time, long seed) throws IOException {
    long begin = System.currentTimeMillis();
    long warm = begin + Math.min(WARM_UP.toMillis(), time.toMillis() / 4);
    long end = begin + time.toMillis();
    while (System.currentTimeMillis() < end) {
      pause(LEAST_PAUSE_SECONDS + random.nextInt(MORE_PAUSE_SECONDS));
      if (memoryWarm.isEmpty() && System.currentTimeMillis() >= warm) {
        memoryWarm.putAll(memory());
        restarts.clear();
      }
      hurt();
    }
    network.heal();
    Map<String, Long> memoryEnd = memory();
    long until = System.currentTimeMillis();
    Awaitility.await()
        .atMost(SETTLING)
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> network.ledger().open(until).isEmpty());
    Ledger ledger = network.ledger();
    String page = page(time, seed, ledger, begin, until, memoryEnd);
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "soak.txt"), page);
    System.out.println(page);
    return ledger.duplicated().isEmpty()
        && ledger.falselyDelivered(until).isEmpty()
        && ledger.lost().isEmpty();
  }

  private void hurt() {
    List<Host> candidates = new ArrayList<>(network.relays());
    candidates.add(network.authority(1 + random.nextInt(ContainerNetwork.AUTHORITIES)));
    candidates.add(network.recipient());
    Host host = candidates.get(random.nextInt(candidates.size()));
    Hurt[] all = Hurt.values();
    Hurt hurt = all[random.nextInt(all.length)];
    hurts.merge(hurt.name().toLowerCase(Locale.ROOT) + " of " + host.name(), 1, Integer::sum);
    if (hurt == Hurt.CRASH || hurt == Hurt.RESTART) {
      restarts.merge(host.name(), 1, Integer::sum);
    }
    hurt.on(host);
  }

  private static void pause(int seconds) {
    CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS))
        .join();
  }

  /** What the main process of each host has in memory, in KiB. */
  private Map<String, Long> memory() {
    Map<String, Long> all = new LinkedHashMap<>();
    for (Host host : network.hosts()) {
      String status = host.run("cat", "/proc/1/status").getStdout();
      MEMORY
          .matcher(status)
          .results()
          .map(MatchResult::group)
          .findFirst()
          .ifPresent(line -> all.put(host.name(), Long.parseLong(line.replaceAll("\\D", ""))));
    }
    return all;
  }

  private String page(
      Duration time,
      long seed,
      Ledger ledger,
      long begin,
      long until,
      Map<String, Long> memoryEnd) {
    StringBuilder page = new StringBuilder();
    line(page, "Soak of %d minutes with seed %d", time.toMinutes(), seed);
    line(page, "");
    line(page, "%-8s %8s %8s %8s %8s %8s", "stream", "sent", "arrived", "told", "twice", "open");
    for (Stream stream : Stream.values()) {
      List<Entry> sent =
          ledger.sent(begin, until).stream().filter(entry -> entry.stream() == stream).toList();
      line(
          page,
          "%-8s %8d %8d %8d %8d %8d",
          stream.name().toLowerCase(Locale.ROOT),
          sent.size(),
          sent.stream().filter(Entry::arrived).count(),
          sent.stream().filter(entry -> !entry.arrived() && entry.givenUp()).count(),
          ledger.duplicated().stream().filter(entry -> entry.stream() == stream).count(),
          sent.stream().filter(entry -> !entry.settled()).count());
    }
    line(page, "told: not arrived, and the sender was told so: %s", reasons(ledger));
    line(page, "reported as delivered, and not: %s", ledger.falselyDelivered(until));
    line(page, "");
    line(page, "%-8s %8s %8s %8s %8s ms to arrive", "stream", "median", "p95", "p99", "longest");
    for (Stream stream : Stream.values()) {
      List<Long> waits =
          ledger.sent(begin, until).stream()
              .filter(entry -> entry.stream() == stream && entry.arrived())
              .map(entry -> entry.arrivedAt() - entry.sentAt())
              .sorted()
              .toList();
      line(
          page,
          "%-8s %8d %8d %8d %8d",
          stream.name().toLowerCase(Locale.ROOT),
          at(waits, 50),
          at(waits, 95),
          at(waits, 99),
          at(waits, 100));
    }
    line(page, "");
    line(page, "%-12s %10s %10s %s", "memory", "warm KiB", "end KiB", "restarts between");
    memoryEnd.forEach(
        (name, kib) ->
            line(
                page,
                "%-12s %10d %10d %s",
                name,
                memoryWarm.getOrDefault(name, 0L),
                kib,
                restarts.getOrDefault(name, 0)));
    line(page, "");
    line(page, "hurts: %s", hurts);
    return page.toString();
  }

  /** How many were given up, by stream and by what their sender was told. */
  private static Map<String, Integer> reasons(Ledger ledger) {
    Map<String, Integer> reasons = new TreeMap<>();
    ledger
        .lost()
        .forEach(lost -> reasons.merge(lost.stream() + " " + lost.told(), 1, Integer::sum));
    return reasons;
  }

  @SuppressWarnings("AnnotateFormatMethod") // Formats are literals of this class.
  private static void line(StringBuilder page, String format, Object... values) {
    page.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static long at(List<Long> sorted, int percent) {
    return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) * percent / 100);
  }
}
