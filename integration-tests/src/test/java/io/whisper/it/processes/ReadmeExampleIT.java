package io.whisper.it.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.node.devnet.LocalNetwork;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that the README and docs/embedding.md show, to the letter. */
final class ReadmeExampleIT {
  private static final int RELAYS = 6;
  private static final Path ROOT = Path.of("..");

  @TempDir private Path directory;

  private static String example(Path document) throws Exception {
    String text = Files.readString(document);
    int begin = text.indexOf("```java\n") + "```java\n".length();
    return text.substring(begin, text.indexOf("```", begin));
  }

  @Test
  void readmeAndEmbeddingShowTheSameTenLines() throws Exception {
    String example = example(ROOT.resolve("README.md"));

    assertThat(example.lines()).hasSize(10);
    assertThat(Files.readString(ROOT.resolve("docs").resolve("embedding.md"))).contains(example);
  }

  @Test
  void exampleCompilesAndGetsItsAnswer() throws Exception {
    Path source =
        Files.writeString(
            directory.resolve("Example.java"),
            """
            import static java.nio.charset.StandardCharsets.UTF_8;

            import io.whisper.core.identity.Identity;
            import io.whisper.onion.directory.Network;
            import io.whisper.rendezvous.Delivery;
            import io.whisper.rendezvous.Endpoint;
            import io.whisper.rendezvous.Message;
            import io.whisper.rendezvous.Whisper;
            import java.nio.file.Path;

            class Example {
              public static void main(String[] arguments) {
            %s
              }
            }
            """
                .formatted(example(ROOT.resolve("README.md"))));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String libraries = String.join(File.pathSeparator, WhisperProcess.libraries());
    assertThat(
            compiler.run(
                null, null, null, "-cp", libraries, "-d", directory.toString(), source.toString()))
        .isZero();

    try (LocalNetwork network = LocalNetwork.start(directory, RELAYS);
        WhisperProcess example =
            WhisperProcess.java(directory, List.of(directory.toString()), "Example")) {
      assertThat(network.networkFile()).isEqualTo(directory.resolve("network.toml"));
      assertThat(example.await("got it")).isEmpty();
      assertThat(example.exitCode()).isZero();
    }
  }
}
