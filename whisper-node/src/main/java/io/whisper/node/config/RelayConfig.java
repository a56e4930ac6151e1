package io.whisper.node.config;

import io.whisper.core.limit.Rate;
import io.whisper.node.console.Reason;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.relay.RelaySettings;
import io.whisper.onion.toml.TomlTable;
import io.whisper.onion.toml.TomlValue;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The file of {@code whisper relay}.
 *
 * @param network the network to serve
 * @param state where its keys and consensus lie
 * @param offer what it is run with and offers
 * @param endpoint the file of an endpoint to run in the same process, apart in everything
 * @param control where it can be asked for its status
 */
public record RelayConfig(
    Network network,
    Path state,
    RelayOffer offer,
    Optional<Path> endpoint,
    Optional<ControlConfig> control) {
  private static final long STANDARD_BURST = 1 << 20;
  private static final long STANDARD_WEIGHT = 1_000;
  private static final long STANDARD_QUOTA = 1L << 30;
  private static final long LEAST_QUOTA = 1L << 20;
  private static final long MAX_QUOTA = 1L << 40;

  /**
   * Reads the file.
   *
   * @throws io.whisper.onion.toml.TomlException naming file, line and what is wrong there
   */
  public static RelayConfig read(Path file) {
    TomlTable table = TomlTable.read(file);
    Path network = table.required("network").path();
    Path state = table.required("state").path();
    RelayOffer offer =
        new RelayOffer(
            settings(table),
            socketAddresses(table.optional("addresses")),
            table
                .optional("weight")
                .map(value -> value.integer(1, RelayEntry.MAX_WEIGHT))
                .orElse(STANDARD_WEIGHT),
            duties(table),
            EnvelopeStoreOpener.onDisk(
                table
                    .optional("store-quota")
                    .map(value -> value.bytes(LEAST_QUOTA, MAX_QUOTA))
                    .orElse(STANDARD_QUOTA)));
    Optional<Path> endpoint = table.optional("endpoint").map(TomlValue::path);
    Optional<ControlConfig> control = ControlConfig.read(table);
    table.refuseUnknownKeys();
    return new RelayConfig(Network.read(network), state, offer, endpoint, control);
  }

  private static RelaySettings settings(TomlTable table) {
    List<InetSocketAddress> listen = socketAddresses(Optional.of(table.required("listen")));
    long rate = table.optional("rate").map(value -> value.bytes(0, Rate.MAX)).orElse(0L);
    long burst =
        table.optional("burst").map(value -> value.bytes(0, Rate.MAX)).orElse(STANDARD_BURST);
    Set<String> families =
        table.optional("family").map(TomlValue::list).orElse(List.of()).stream()
            .map(TomlValue::string)
            .collect(Collectors.toUnmodifiableSet());
    String contact = table.optional("contact").map(TomlValue::string).orElse("");
    RelaySettings.Builder settings =
        RelaySettings.builder(listen.toArray(new InetSocketAddress[0]))
            .rate(rate, burst)
            .families(families)
            .contact(contact);
    try {
      return settings.build();
    } catch (IllegalArgumentException e) {
      throw table.refused(Reason.of(e));
    }
  }

  private static List<InetSocketAddress> socketAddresses(Optional<TomlValue> value) {
    return value.stream()
        .flatMap(list -> list.list(1, LinkTarget.MAX_ADDRESSES).stream())
        .map(TomlValue::socketAddress)
        .toList();
  }

  private static Set<RelayFlag> duties(TomlTable table) {
    EnumSet<RelayFlag> duties = EnumSet.noneOf(RelayFlag.class);
    for (RelayFlag flag : RelayFlag.OFFERABLE) {
      String key = flag.name().toLowerCase(Locale.ROOT);
      if (table.optional(key).map(TomlValue::bool).orElse(true)) {
        duties.add(flag);
      }
    }
    return duties;
  }
}
