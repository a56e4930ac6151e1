package io.whisper.node.command;

import io.whisper.core.identity.Identity;
import io.whisper.node.role.IdentityFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The identity under which {@code send} keeps what waits at stores, so that {@code pending} finds
 * it again. Who sends anonymously shows it to nobody.
 */
final class SenderIdentity {
  private SenderIdentity() {}

  /** The one in the file, or else the one of the state directory, made when it is missing. */
  static Identity of(@Nullable Path file, Path stateDirectory) {
    return file == null
        ? IdentityFile.loadOrMake(stateDirectory.resolve("sender"))
        : Identity.load(file);
  }
}
