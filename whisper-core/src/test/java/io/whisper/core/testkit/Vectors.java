package io.whisper.core.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The published test vectors, which lie beside the repository and not in it.
 *
 * <p>Looked for where the system property {@code whisper.vectors} or the environment variable
 * {@code WHISPER_VECTORS} says, else in {@code ../shared/vectors} seen from the repository. A test
 * that asks for a file that is not there is skipped, visibly.
 */
public final class Vectors {
  private Vectors() {}

  /** The JSON in the file of that name. */
  public static JsonNode read(String name) {
    Path file = folder().resolve(name);
    if (!Files.isRegularFile(file)) {
      String message = "published vectors skipped: there is no " + file;
      System.err.println(message);
      Assumptions.abort(message);
    }
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The bytes that the text field {@code name} of {@code node} gives in hexadecimal. */
  public static byte[] hex(JsonNode node, String name) {
    return HexFormat.of().parseHex(node.required(name).textValue());
  }

  private static Path folder() {
    String given = System.getProperty("whisper.vectors", System.getenv("WHISPER_VECTORS"));
    return given != null
        ? Path.of(given)
        : repository().resolveSibling("shared").resolve("vectors");
  }

  /** The nearest directory, from the working directory upwards, that holds the modules. */
  private static Path repository() {
    Path start = Path.of("").toAbsolutePath();
    for (@Nullable Path p = start; p != null; p = p.getParent()) {
      if (Files.isDirectory(p.resolve("whisper-core"))) {
        return p;
      }
    }
    return start;
  }
}
