package io.whisper.it.shaper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A process with a {@link LinkShaper} for each {@code PORT=HOST:PORT} among its arguments.
 *
 * <p>The first argument is the seed, the second a named pipe, from which it reads one command a
 * line: {@code shape PORT|all DELAY_MS JITTER_MS BYTES_PER_SECOND}, {@code cut PORT|all} or {@code
 * mend PORT|all}.
 */
final class ShaperMain {
  private final Map<String, LinkShaper> shapers = new LinkedHashMap<>();

  private ShaperMain() {}

  /** Runs until it is killed. */
  public static void main(String[] args) throws IOException, InterruptedException {
    ShaperMain main = new ShaperMain();
    long seed = Long.parseLong(args[0]);
    for (int i = 2; i < args.length; i++) {
      String[] link = args[i].split("[=:]", -1);
      InetSocketAddress target = new InetSocketAddress(link[1], Integer.parseInt(link[2]));
      main.shapers.put(
          link[0],
          LinkShaper.start(
              new InetSocketAddress(Integer.parseInt(link[0])),
              target,
              LinkConditions.PERFECT,
              seed + 1_000L * i));
    }
    System.out.println("shaper listening");
    main.obey(Path.of(args[1]));
    new CountDownLatch(1).await();
  }

  private void obey(Path pipe) throws IOException {
    while (Files.exists(pipe)) {
      try (BufferedReader commands =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(pipe), StandardCharsets.UTF_8))) {
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
          obey(line);
        }
      }
    }
  }

  private void obey(String line) {
    String[] words = line.strip().split(" ", -1);
    for (Map.Entry<String, LinkShaper> each : shapers.entrySet()) {
      if (words[1].equals("all") || words[1].equals(each.getKey())) {
        switch (words[0]) {
          case "shape" ->
              each.getValue()
                  .shape(
                      new LinkConditions(
                          Duration.ofMillis(Long.parseLong(words[2])),
                          Duration.ofMillis(Long.parseLong(words[3])),
                          Long.parseLong(words[4])));
          case "cut" -> each.getValue().cut();
          case "mend" -> each.getValue().mend();
          default -> throw new IllegalArgumentException("no such command: " + line);
        }
      }
    }
    System.out.println("shaper did " + line);
  }
}
