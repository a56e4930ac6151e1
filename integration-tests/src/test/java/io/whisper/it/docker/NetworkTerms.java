package io.whisper.it.docker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a network of containers is to be like. Immutable; {@link #standard()} and the {@code with}
 * methods make one.
 *
 * @param voteIntervalSeconds from one vote to the next
 * @param shortMillis from one short message to the next
 * @param longMillis from one long message to the next
 * @param boardMillis from one post to the next
 * @param ttlSeconds how long a message is worth delivering
 * @param shaped whether there is a link shaper in front of each relay
 * @param entrypoints programs that stand in for roles, by the roles' names
 * @param volumeSizes bytes of state that roles have room for, by their names; others have all
 */
record NetworkTerms(
    int voteIntervalSeconds,
    int shortMillis,
    int longMillis,
    int boardMillis,
    int ttlSeconds,
    boolean shaped,
    Map<String, List<String>> entrypoints,
    Map<String, Long> volumeSizes) {
  private static final int SHAPER = 60;
  private static final int FIRST_SHAPED_PORT = 10_000;
  private static final NetworkTerms STANDARD =
      new NetworkTerms(10, 400, 1_000, 2_000, 240, false, Map.of(), Map.of());

  /** A short vote, about four messages a second, no shapers. */
  static NetworkTerms standard() {
    return STANDARD;
  }

  /** The same with a link shaper in front of each relay. */
  NetworkTerms withShaper() {
    return new NetworkTerms(
        voteIntervalSeconds,
        shortMillis,
        longMillis,
        boardMillis,
        ttlSeconds,
        true,
        entrypoints,
        volumeSizes);
  }

  /** The same with another program in place of a role. */
  NetworkTerms withProgram(String name, List<String> entrypoint) {
    Map<String, List<String>> more = new LinkedHashMap<>(entrypoints);
    more.put(name, entrypoint);
    return new NetworkTerms(
        voteIntervalSeconds,
        shortMillis,
        longMillis,
        boardMillis,
        ttlSeconds,
        shaped,
        more,
        volumeSizes);
  }

  /** The same with a bound to what a role's disk takes. */
  NetworkTerms withDisk(String name, long bytes) {
    Map<String, Long> more = new LinkedHashMap<>(volumeSizes);
    more.put(name, bytes);
    return new NetworkTerms(
        voteIntervalSeconds,
        shortMillis,
        longMillis,
        boardMillis,
        ttlSeconds,
        shaped,
        entrypoints,
        more);
  }

  List<String> entrypoint(String name) {
    return entrypoints.getOrDefault(name, List.of());
  }

  /** A disk of a bounded size lies in memory. */
  Map<String, String> volumeOptions(String name) {
    Long size = volumeSizes.get(name);
    return size == null
        ? Map.of()
        : Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=" + size + ",uid=10001,gid=10001");
  }

  /** What the operators of the network do before it starts; its last line is an address. */
  String foundingScript(String prefix) {
    String script =
        """
        /opt/whisper/bin/found-network
        for name in sender recipient; do
          /opt/whisper/bin/whisper keygen --out /keys/$name/identity
          chown -R 10001:10001 /keys/$name
        done
        """;
    if (!shaped) {
      return script;
    }
    String advertise =
        IntStream.rangeClosed(1, ContainerNetwork.RELAYS)
            .mapToObj(
                n ->
                    "sed -i '1i addresses = [\"%s.%d:%d\"]' /network/relay-%d.toml\n"
                        .formatted(prefix, SHAPER, FIRST_SHAPED_PORT + n, n))
            .collect(Collectors.joining());
    return script + advertise;
  }

  /** The shaper's address and its command, or nothing. */
  Map<String, String> shaper(String prefix) {
    if (!shaped) {
      return Map.of();
    }
    String links =
        IntStream.rangeClosed(1, ContainerNetwork.RELAYS)
            .mapToObj(n -> "%d=%s.%d:9001".formatted(FIRST_SHAPED_PORT + n, prefix, 20 + n))
            .collect(Collectors.joining(" "));
    return Map.of(
        prefix + "." + SHAPER,
        "mkfifo /tmp/commands; exec java $WHISPER_JAVA_OPTS -cp /opt/kit"
            + " io.whisper.it.shaper.ShaperMain 7 /tmp/commands "
            + links);
  }
}
