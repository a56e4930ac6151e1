package io.whisper.it.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.node.devnet.LocalNetwork;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example does what it says, on a network of its own, with nothing added to it. */
final class ReadmeExampleIT {
  private static final int RELAYS = 8;
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final String IMPORTS =
      """
      import static java.nio.charset.StandardCharsets.UTF_8;
      import io.whisper.core.identity.Identity;
      import io.whisper.onion.directory.Network;
      import io.whisper.rendezvous.Delivery;
      import io.whisper.rendezvous.Endpoint;
      import io.whisper.rendezvous.Message;
      import io.whisper.rendezvous.Whisper;
      import java.nio.file.Path;
      """;

  @TempDir private Path directory;

  @Test
  void exampleOfTheReadmeCompilesAndPrintsTheReply() throws Exception {
    List<String> lines = example().lines().toList();
    assertThat(lines).as("the example").hasSizeBetween(5, 11);

    try (LocalNetwork network = LocalNetwork.start(directory.resolve("net"), RELAYS)) {
      String example = example().replace("\"network.toml\"", "\"" + network.networkFile() + "\"");
      assertThat(run(compile(example))).isEqualTo("got it" + System.lineSeparator());
    }
  }

  private static String example() throws Exception {
    Matcher block = EXAMPLE.matcher(Files.readString(root().resolve("README.md")));
    assertThat(block.find()).as("the README has an example").isTrue();
    return block.group(1);
  }

  private Path compile(String example) throws Exception {
    Path source = directory.resolve("Example.java");
    Files.writeString(
        source,
        IMPORTS + "public class Example {\n  public static void run() {\n" + example + "}\n}\n");
    Path classes = Files.createDirectory(directory.resolve("classes"));
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(result).as(errors.toString(UTF_8)).isZero();
    return classes;
  }

  /** What the example prints. */
  private static String run(Path classes) throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, ReadmeExampleIT.class.getClassLoader())) {
      System.setOut(new PrintStream(printed, true, UTF_8));
      CompletableFuture<Void> done = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  loader.loadClass("Example").getMethod("run").invoke(null);
                  done.complete(null);
                } catch (ReflectiveOperationException e) {
                  done.completeExceptionally(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
      done.get(3, TimeUnit.MINUTES);
    } finally {
      System.setOut(console);
    }
    return printed.toString(UTF_8);
  }

  /** The directory of the repository: the nearest one upwards that has the launcher script. */
  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(directory.resolve("whisper"))) {
      directory = Objects.requireNonNull(directory.getParent(), "not inside the repository");
    }
    return directory;
  }
}
