package io.whisper.node.command;

import io.whisper.core.identity.Identity;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.EndpointOptions;
import io.whisper.rendezvous.PublishOptions;
import io.whisper.rendezvous.Whisper;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option in whose name something is published. */
final class AuthorOptions {
  /** The mailbox stays that of who listens for the identity, with the keys in its state. */
  private static final EndpointOptions WITHOUT_MAILBOX =
      EndpointOptions.defaults().withMailbox(false);

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description =
          "Name this identity, and prove it to readers who ask while this command runs"
              + " (default: nobody).")
  private @Nullable Path identity;

  /** Whether an author is named. */
  boolean isNamed() {
    return identity != null;
  }

  /** The author, or somebody nobody hears of. */
  Identity identity() {
    return identity == null ? Identity.ephemeral() : Identity.load(identity);
  }

  /** The author, or else the one of the state directory, whom nobody hears of. */
  Identity identity(Path stateDirectory) {
    return identity == null ? AuthorIdentity.of(stateDirectory) : Identity.load(identity);
  }

  /** The same options for posts of the author. */
  PublishOptions in(PublishOptions options) {
    return options.withIdentified(isNamed());
  }

  /** The endpoint of the author. */
  Endpoint endpoint(Whisper whisper, Identity author) {
    return whisper.endpoint(author, WITHOUT_MAILBOX);
  }
}
