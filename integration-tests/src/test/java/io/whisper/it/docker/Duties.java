package io.whisper.it.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.awaitility.Awaitility;

/**
 * What the relays of a network do for the messages that flow at the moment, by what the relays
 * count and by the connections of the two ends.
 */
final class Duties {
  private static final Duration POLL = Duration.ofMillis(500);

  /** Cells of a long message and its acknowledgement, and more than those of a session's end. */
  private static final long SPLICED = 12;

  /** A part of the way of a message. */
  enum Duty {
    /** The first relay of the sender's circuits. */
    GUARD_OF_THE_SENDER,
    /** The first relay of the recipient's circuits. */
    GUARD_OF_THE_RECIPIENT,
    /** A relay that passes on what others say to others. */
    MIDDLE,
    /** Where the recipient waits. */
    INTRODUCTION_POINT,
    /** Where the session's circuits are joined. */
    RENDEZVOUS_POINT,
    /** Where posts are put. */
    STORE;

    String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private final Map<Duty, List<Host>> holders = new EnumMap<>(Duty.class);

  private Duties() {}

  /** Looks at a network in which messages flow, until each duty is somebody's. */
  static Duties of(ContainerNetwork network) {
    Map<Host, JsonNode> before = looks(network);
    Duties duties = new Duties();
    Awaitility.await("each duty is somebody's")
        .atMost(Host.PATIENCE)
        .pollInterval(POLL)
        .until(
            () -> {
              duties.learn(network, before, looks(network));
              return duties.holders.values().stream().noneMatch(List::isEmpty);
            });
    return duties;
  }

  private static Map<Host, JsonNode> looks(ContainerNetwork network) {
    Map<Host, JsonNode> looks = new LinkedHashMap<>();
    network.relays().forEach(relay -> looks.put(relay, network.status(relay)));
    return looks;
  }

  private void learn(
      ContainerNetwork network, Map<Host, JsonNode> before, Map<Host, JsonNode> now) {
    List<Host> sendersGuards = network.linked(network.sender());
    List<Host> recipientsGuards = network.linked(network.recipient());
    holders.put(Duty.GUARD_OF_THE_SENDER, sendersGuards);
    holders.put(Duty.GUARD_OF_THE_RECIPIENT, recipientsGuards);
    holders.put(Duty.INTRODUCTION_POINT, most(now, each -> each.path("recipients").asLong(), 1));
    ToLongFunction<Host> spliced = each -> grown(before, now, each, "/counters/splicedCells");
    holders.put(Duty.RENDEZVOUS_POINT, most(now.keySet().stream().toList(), spliced, SPLICED));
    ToLongFunction<Host> put = each -> grown(before, now, each, "/store/putsAccepted");
    holders.put(Duty.STORE, most(now.keySet().stream().toList(), put, 1));
    ToLongFunction<Host> forwarded = each -> grown(before, now, each, "/counters/forwardedCells");
    List<Host> others =
        now.keySet().stream()
            .filter(each -> !sendersGuards.contains(each) && !recipientsGuards.contains(each))
            .toList();
    holders.put(Duty.MIDDLE, most(others, forwarded, 1));
  }

  private static long grown(
      Map<Host, JsonNode> before, Map<Host, JsonNode> now, Host relay, String counter) {
    return count(now, relay, counter) - count(before, relay, counter);
  }

  private static long count(Map<Host, JsonNode> looks, Host relay, String counter) {
    JsonNode look = looks.get(relay);
    return look == null ? 0 : look.at(counter).asLong();
  }

  private static List<Host> most(
      Map<Host, JsonNode> looks, ToLongFunction<JsonNode> count, long least) {
    Map<Host, Long> counts = new HashMap<>();
    looks.forEach((relay, look) -> counts.put(relay, count.applyAsLong(look)));
    return most(List.copyOf(looks.keySet()), each -> counts.getOrDefault(each, 0L), least);
  }

  /** Those that count so much at least, the ones that count most first. */
  private static List<Host> most(List<Host> relays, ToLongFunction<Host> count, long least) {
    return relays.stream()
        .filter(each -> count.applyAsLong(each) >= least)
        .sorted(Comparator.comparingLong(count).reversed())
        .toList();
  }

  /** The relay that does most of a duty among those that do least of others. */
  Host holder(Duty duty) {
    return holders.getOrDefault(duty, List.of()).stream()
        .min(Comparator.comparingLong(this::duties))
        .orElseThrow();
  }

  private long duties(Host relay) {
    return holders.entrySet().stream()
        .filter(each -> each.getKey() != Duty.MIDDLE && each.getValue().contains(relay))
        .count();
  }
}
