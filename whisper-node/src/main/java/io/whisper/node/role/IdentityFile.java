package io.whisper.node.role;

import io.whisper.core.identity.Identity;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of an endpoint's identity, which is made at the first start. */
public final class IdentityFile {
  private IdentityFile() {}

  /** The identity in the file, or a new one that then is. */
  public static Identity loadOrMake(Path file) {
    if (Files.exists(file)) {
      return Identity.load(file);
    }
    Identity made = Identity.ephemeral();
    made.save(file);
    return made;
  }
}
