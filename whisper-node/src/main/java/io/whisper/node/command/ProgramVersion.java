package io.whisper.node.command;

import io.whisper.node.Main;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The name and version of the program, as the build wrote them beside {@link Main}. */
final class ProgramVersion implements IVersionProvider {
  private static final String RESOURCE = "version.txt";

  ProgramVersion() {}

  @Override
  public String[] getVersion() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Main.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new String[] {new String(in.readAllBytes(), StandardCharsets.UTF_8).strip()};
    }
  }
}
