package io.whisper.onion.directory.service;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RelayEntry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Whom to ask for a consensus next: one at random, rather one that is not being asked and did not
 * fail since the last success. Confined to the loop.
 */
final class DirectoryServers {
  private final List<AuthorityEntry> authorities;
  private final SecureRandom random;
  private final Set<Bytes32> asked = new HashSet<>();
  private final Set<Bytes32> failed = new HashSet<>();

  /** The authorities of this network without {@code self}, and whatever relays there are. */
  DirectoryServers(Network network, Set<Bytes32> self, SecureRandom random) {
    this.authorities =
        network.authorities().stream()
            .filter(authority -> !self.contains(authority.identity()))
            .toList();
    this.random = random;
  }

  /** An authority; none where this node is the only one. */
  Optional<AuthorityEntry> authority() {
    return choose(authorities, AuthorityEntry::identity);
  }

  /** One of these relays. */
  Optional<RelayEntry> relay(Collection<RelayEntry> relays) {
    return choose(relays, RelayEntry::identity);
  }

  /** Whether there is an authority that is not being asked and did not fail. */
  boolean authorityLeft() {
    return authorities.stream().anyMatch(authority -> fresh(authority.identity()));
  }

  private boolean fresh(Bytes32 server) {
    return !failed.contains(server) && !asked.contains(server);
  }

  void asking(Bytes32 server) {
    asked.add(server);
  }

  /** It is being asked no longer. */
  void done(Bytes32 server) {
    asked.remove(server);
  }

  void failed(Bytes32 server) {
    failed.add(server);
  }

  void succeeded() {
    failed.clear();
  }

  private <T> Optional<T> choose(Collection<T> servers, Function<T, Bytes32> identity) {
    List<T> good = new ArrayList<>(servers);
    good.removeIf(server -> !fresh(identity.apply(server)));
    if (good.isEmpty()) {
      servers.forEach(server -> failed.remove(identity.apply(server)));
      good.addAll(servers);
    }
    Collections.shuffle(good, random);
    return good.stream().findFirst();
  }
}
