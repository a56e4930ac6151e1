package io.whisper.node.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store in a process of its own, which a test may treat badly. */
final class StoreProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  /** Runs a class of the tests. */
  StoreProcess(Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** The next line that it prints, or null when it has ended and there is none. */
  @Nullable String line() throws IOException {
    return out.readLine();
  }

  /** Its answer to one line of input. */
  String ask(String request) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((request + "\n").getBytes(UTF_8));
    in.flush();
    String answer = line();
    if (answer == null) {
      throw new IOException("the process ended");
    }
    return answer;
  }

  /** Ends it at once, wherever it is; what it printed can still be read. */
  void kill() {
    // By its handle: the process itself would close what is still to be read.
    process.toHandle().destroyForcibly();
  }

  /** Bounds the size of every file that it writes from now on, as a full disk would. */
  void limitFiles(String bytes) throws IOException, InterruptedException {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes)
            .redirectErrorStream(true)
            .start();
    String said = new String(prlimit.getInputStream().readAllBytes(), UTF_8);
    if (prlimit.waitFor() != 0) {
      throw new IOException("prlimit failed: " + said);
    }
  }

  @Override
  public void close() throws IOException {
    kill();
    process.onExit().join();
    out.close();
  }
}
