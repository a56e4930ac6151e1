package io.whisper.node.bench;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.time.TimeSource;
import io.whisper.node.store.RocksEnvelopeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * A store with a million posts of the smallest size: memory, disk, time to start, puts and gets.
 *
 * <p>Takes the number of entries and the number of threads that put; 1,000,000 and 16 otherwise.
 */
public final class EnvelopeStoreBench {
  private static final int GETS = 100_000;
  private static final int PER_TAG = 20;

  private final int count;
  private final int threads;
  private final TimeSource time;
  private final long expires;

  private EnvelopeStoreBench(int count, int threads, TimeSource time) {
    this.count = count;
    this.threads = threads;
    this.time = time;
    this.expires = time.now().getEpochSecond() + 86_400;
  }

  /** Runs everything once and prints a line for each figure. */
  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 16;
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    Path directory = Files.createTempDirectory("envelope-store-bench");
    try {
      new EnvelopeStoreBench(count, threads, TimeSource.system(scheduler)).run(directory);
    } finally {
      scheduler.shutdownNow();
      delete(directory);
    }
  }

  private void run(Path directory) throws Exception {
    print("entries", count);
    print("document bytes", entry(0).document().length);
    try (EnvelopeStore store = open(directory)) {
      long before = residentKib();
      put(store);
      print("bytes counted", store.size().bytes());
      print("resident KiB before, after the puts", before, residentKib());
    }
    print("bytes on disk after closing", bytesOnDisk(directory));
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      try (EnvelopeStore store = open(directory)) {
        print("ms to start with all", millis(start));
        if (store.size().entries() != count) {
          throw new IllegalStateException(store.size() + " where " + count + " were put");
        }
        if (i == 2) {
          get(store);
          list(store);
          print("resident KiB after the gets", residentKib());
          print("bytes on disk", bytesOnDisk(directory));
        }
      }
    }
  }

  private EnvelopeStore open(Path directory) {
    return RocksEnvelopeStore.open(directory, 1L << 40, time);
  }

  private void put(EnvelopeStore store) throws InterruptedException {
    List<Thread> all = new ArrayList<>();
    long start = System.nanoTime();
    for (int t = 0; t < threads; t++) {
      int first = t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = first; i < count; i += threads) {
                  store.put(entry(i));
                }
              });
      thread.start();
      all.add(thread);
    }
    for (Thread thread : all) {
      thread.join();
    }
    print("puts a second, each on the disk, by " + threads + " threads", perSecond(count, start));
    start = System.nanoTime();
    for (int i = 0; i < 2_000; i++) {
      store.put(entry(i % 100));
    }
    print("puts a second of what is known, by one thread", perSecond(2_000, start));
  }

  private void get(EnvelopeStore store) {
    SplittableRandom random = new SplittableRandom(1);
    for (String kind : List.of("first", "then")) {
      long start = System.nanoTime();
      for (int i = 0; i < GETS; i++) {
        StoredEnvelope wanted = entry(random.nextInt(count));
        if (store.get(wanted.shelf(), wanted.tag(), wanted.id()).isEmpty()) {
          throw new IllegalStateException("an entry is missing");
        }
      }
      print("random gets a second by one thread, " + kind, perSecond(GETS, start));
    }
  }

  private void list(EnvelopeStore store) {
    SplittableRandom random = new SplittableRandom(2);
    long start = System.nanoTime();
    for (int i = 0; i < GETS / 10; i++) {
      StoredEnvelope wanted = entry(random.nextInt(count));
      if (store.list(wanted.shelf(), wanted.tag(), Bytes32.ZERO, 400).size() != PER_TAG) {
        throw new IllegalStateException("an entry is missing");
      }
    }
    print("lists of " + PER_TAG + " entries a second", perSecond(GETS / 10, start));
  }

  /** Always the same for the same number. */
  private StoredEnvelope entry(int number) {
    Bytes32 tag = Bytes32.of(bytes(new SplittableRandom(number / PER_TAG), 32));
    SplittableRandom random = new SplittableRandom(-number - 1L);
    EnvelopeTerms terms = new EnvelopeTerms(EnvelopeKind.BOARD, tag, expires, 86_400, null);
    Envelope envelope =
        new Envelope(terms, random.nextLong(), bytes(random, EnvelopeKind.BOARD.sealedSize(256)));
    return new StoredEnvelope(
        Shelf.BOARD,
        tag,
        envelope.id(),
        expires - random.nextInt(3_600),
        random.nextInt(1 << 20),
        envelope.encode());
  }

  private static byte[] bytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** What the operating system counts for this process; 0 where it does not say. */
  private static long residentKib() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }
  }

  private static long bytesOnDisk(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("files"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static long millis(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static long perSecond(int done, long start) {
    return done * 1_000_000_000L / (System.nanoTime() - start);
  }

  private static void print(String what, long... figures) {
    StringBuilder line = new StringBuilder(what).append(':');
    for (long figure : figures) {
      line.append(String.format(" %,d", figure));
    }
    System.out.println(line);
  }
}
