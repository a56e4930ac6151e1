package io.whisper.it.processes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One {@code whisper} command of the distribution in a process of its own. */
final class WhisperProcess implements AutoCloseable {
  /** Only a hang takes so long. */
  private static final long PATIENCE_SECONDS = 180;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path LIBRARIES = Path.of("..", "whisper-node", "target", "dist", "lib");

  private final List<String> command;
  private final Process process;
  private final Thread reader;
  private final List<String> lines = new ArrayList<>();

  private WhisperProcess(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.reader = new Thread(this::read, "output of " + command.get(0));
    reader.setDaemon(true);
  }

  /** The jars of the distribution. */
  static List<String> libraries() {
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      return jars.map(jar -> jar.toAbsolutePath().normalize().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("no distribution: build whisper-node first", e);
    }
  }

  /** Starts the command in the directory, which is its home as well. */
  static WhisperProcess start(Path directory, String... command) {
    List<String> line = new ArrayList<>(List.of("io.whisper.node.Main"));
    line.addAll(List.of(command));
    return java(directory, List.of(), line.toArray(new String[0]));
  }

  /** The same, and nobody reads what it prints until it is killed: a pipe holds some of it. */
  static WhisperProcess startUnread(Path directory, String... command) {
    List<String> line = new ArrayList<>(List.of("io.whisper.node.Main"));
    line.addAll(List.of(command));
    return unread(directory, List.of(), line.toArray(new String[0]));
  }

  /** Starts a main class with its arguments on the distribution's class path and some more. */
  static WhisperProcess java(Path directory, List<String> classPath, String... command) {
    WhisperProcess process = unread(directory, classPath, command);
    process.reader.start();
    return process;
  }

  private static WhisperProcess unread(Path directory, List<String> classPath, String... command) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      line.add("--enable-native-access=ALL-UNNAMED");
    }
    List<String> all = new ArrayList<>(classPath);
    all.addAll(libraries());
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    line.add(String.join(File.pathSeparator, all));
    line.addAll(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("XDG_STATE_HOME", directory.resolve("state-home").toString());
    builder.environment().put("WHISPER_LOG", "error");
    try {
      return new WhisperProcess(List.of(command), builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException ended) {
      // The process was killed while it wrote.
    }
  }

  /** What it printed so far. */
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** The steps of a command with {@code --json}; a line that a kill cut off is left out. */
  List<JsonNode> steps() {
    List<JsonNode> steps = new ArrayList<>();
    for (String line : lines()) {
      if (line.startsWith("{") && line.endsWith("}")) {
        try {
          steps.add(JSON.readTree(line));
        } catch (IOException e) {
          throw new AssertionError(command + " printed something else than a step: " + line, e);
        }
      }
    }
    return steps;
  }

  /** Waits for a line that begins so, and gives the rest of it. */
  String await(String beginning) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (lines) {
      while (true) {
        for (String line : lines) {
          if (line.startsWith(beginning)) {
            return line.substring(beginning.length());
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError(
              command + " printed no line beginning with '" + beginning + "' but " + lines);
        }
        lines.wait(left);
      }
    }
  }

  /** Types a line. */
  void type(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Says that nothing more is typed. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Waits for its end and gives its exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError(command + " does not end; it printed " + lines());
    }
    reader.join();
    return process.exitValue();
  }

  /** Kills it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (reader.getState() == Thread.State.NEW) {
      reader.start();
    }
    exitCode();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
