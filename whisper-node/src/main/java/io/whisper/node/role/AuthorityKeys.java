package io.whisper.node.role;

import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.relay.RelayKeys;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/** The keys of an authority in its state directory, and what the network file says of them. */
public final class AuthorityKeys {
  private AuthorityKeys() {}

  /** The entry of the authority whose keys lie in the directory; makes them when there are none. */
  public static AuthorityEntry entry(
      Path directory, String name, List<InetSocketAddress> addresses, SecureRandom random) {
    try (StateStore state = StateStore.directory(directory);
        RelayKeys keys = RelayKeys.loadOrGenerate(state, random)) {
      return new AuthorityEntry(
          name,
          new LinkTarget(keys.identity(), keys.onionKey(), keys.certificate().hash(), addresses));
    }
  }
}
