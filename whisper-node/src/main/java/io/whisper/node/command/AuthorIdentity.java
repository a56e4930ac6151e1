package io.whisper.node.command;

import io.whisper.core.identity.Identity;
import io.whisper.node.role.IdentityFile;
import java.nio.file.Path;

/**
 * The identity under which {@code publish} keeps what it left at stores, so that {@code withdraw}
 * finds it again. Nobody is shown it.
 */
final class AuthorIdentity {
  private AuthorIdentity() {}

  /** The one of the state directory, made when it is missing. */
  static Identity of(Path stateDirectory) {
    return IdentityFile.loadOrMake(stateDirectory.resolve("author"));
  }
}
