package io.whisper.node.role;

import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.directory.ExcludedAuthority;
import io.whisper.onion.relay.RelayCounters;
import io.whisper.rendezvous.service.StoreStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The parts of a status that several roles have. They name no address, key or topic. */
final class NodeStatus {
  private NodeStatus() {}

  /**
   * Whether the role can do what it is there for.
   *
   * @param ailment what keeps it from that, or nothing
   */
  static Map<String, Object> health(String ailment) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("healthy", ailment.isEmpty());
    if (!ailment.isEmpty()) {
      status.put("ailment", ailment);
    }
    return status;
  }

  /** What consensus is held. */
  static Map<String, Object> consensus(ConsensusSource source) {
    Map<String, Object> status = new LinkedHashMap<>();
    Optional<Consensus> held = source.current();
    status.put("consensus", held.isPresent());
    held.ifPresent(
        consensus -> {
          status.put("consensusValidAfter", consensus.validAfter().toString());
          status.put("consensusValidUntil", consensus.validUntil().toString());
          status.put("consensusSignatures", consensus.signers().size());
          status.put("relays", consensus.relays().size());
          status.put(
              "excludedAuthorities",
              consensus.excluded().stream().map(ExcludedAuthority::name).toList());
          status.put(
              "twiceCommittedAuthorities",
              consensus.twiceCommitted().stream().map(ExcludedAuthority::name).toList());
        });
    return status;
  }

  /** What a relay counted. */
  static Map<String, Object> counters(RelayCounters counters) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("links", counters.links());
    status.put("circuits", counters.circuits());
    status.put("created", counters.created());
    status.put("extended", counters.extended());
    status.put("destroyed", counters.destroyed());
    status.put("refused", counters.refused());
    status.put("forwardedCells", counters.forwardedCells());
    status.put("splicedCells", counters.splicedCells());
    status.put("endedCells", counters.endedCells());
    status.put("originatedCells", counters.originatedCells());
    status.put("malformed", counters.malformed());
    status.put("queuedBytes", counters.queuedBytes());
    status.put("paused", counters.paused());
    return status;
  }

  /** What a store says of itself. */
  static Map<String, Object> store(StoreStatus store) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("entries", store.entries());
    status.put("bytes", store.bytes());
    status.put("quota", store.quota());
    status.put("neededWork", store.neededWork());
    status.put("putsAccepted", store.accepted());
    status.put("putsRefused", store.refused());
    status.put("putsFromStores", store.fromStores());
    status.put("lastHandOver", store.lastHandOver().map(Instant::toString).orElse(""));
    status.put("trouble", store.trouble().orElse(""));
    return status;
  }
}
