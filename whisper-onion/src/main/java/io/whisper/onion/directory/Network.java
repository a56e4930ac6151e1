package io.whisper.onion.directory;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.Sha256;
import io.whisper.onion.toml.TomlTable;
import io.whisper.onion.toml.TomlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A network as its file describes it: the authorities to trust, and the parameters until a
 * consensus says otherwise. Immutable.
 */
public final class Network {
  /** The most authorities that a network may have; their number is odd. */
  public static final int MAX_AUTHORITIES = 15;

  private static final long VERSION = 1;
  private static final String KEY = "64 hexadecimal digits";

  private final List<AuthorityEntry> authorities;
  private final NetworkParameters parameters;
  private final Bytes32 id;

  private Network(List<AuthorityEntry> authorities, NetworkParameters parameters) {
    this.authorities = List.copyOf(authorities);
    this.parameters = parameters;
    ByteWriter writer = ByteWriter.growing().ascii("whisper-1 network");
    authorities.stream()
        .map(AuthorityEntry::identity)
        .sorted()
        .forEach(identity -> identity.writeTo(writer));
    this.id = Bytes32.of(Sha256.hash(writer.toByteArray()));
  }

  /**
   * The network of {@code authorities}, which must be an odd number up to {@link #MAX_AUTHORITIES}
   * with names and identities of their own.
   */
  public static Network of(List<AuthorityEntry> authorities, NetworkParameters parameters) {
    fault(authorities)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
    return new Network(authorities, parameters);
  }

  /** Reads the network file {@code file}; a {@code TomlException} says what is wrong with it. */
  public static Network read(Path file) {
    return of(TomlTable.read(file));
  }

  /** Parses a network file's text; {@code name} stands for the file in messages. */
  public static Network parse(String toml, String name) {
    return of(TomlTable.parse(toml, name));
  }

  private static Network of(TomlTable file) {
    file.required("version").integer(VERSION, VERSION);
    TomlTable section = file.table("parameters");
    Map<String, Long> values = new TreeMap<>();
    for (NetworkParameter parameter : NetworkParameter.values()) {
      section
          .optional(parameter.key())
          .ifPresent(
              value ->
                  values.put(parameter.key(), value.integer(parameter.min(), parameter.max())));
    }
    List<AuthorityEntry> authorities = new ArrayList<>();
    for (TomlTable table : file.tables("authority")) {
      authorities.add(authority(table));
    }
    file.refuseUnknownKeys();
    fault(authorities)
        .ifPresent(
            fault -> {
              throw file.refused(fault);
            });
    return new Network(authorities, new NetworkParameters(values));
  }

  private static AuthorityEntry authority(TomlTable table) {
    String name =
        table
            .required("name")
            .as("1 to 32 characters a-z, 0-9 and '-'", require(AuthorityEntry::isName));
    Bytes32 identity =
        Bytes32.fromHex(
            table
                .required("identity")
                .as(
                    "64 hexadecimal digits of an Ed25519 public key",
                    require(hex -> Ed25519.isValidPublicKey(Bytes32.fromHex(hex).toByteArray()))));
    Bytes32 onionKey = table.required("onion-key").as(KEY, Bytes32::fromHex);
    Bytes32 certificate = table.required("certificate").as(KEY, Bytes32::fromHex);
    var addresses =
        table.required("addresses").list(1, LinkTarget.MAX_ADDRESSES).stream()
            .map(TomlValue::socketAddress)
            .toList();
    return new AuthorityEntry(name, new LinkTarget(identity, onionKey, certificate, addresses));
  }

  private static Function<String, String> require(Function<String, Boolean> accepted) {
    return text -> {
      if (!accepted.apply(text)) {
        throw new IllegalArgumentException("not accepted");
      }
      return text;
    };
  }

  private static Optional<String> fault(List<AuthorityEntry> authorities) {
    if (authorities.size() % 2 == 0 || authorities.size() > MAX_AUTHORITIES) {
      return Optional.of(
          "the network has "
              + authorities.size()
              + " authorities; accepted is an odd number up to "
              + MAX_AUTHORITIES);
    }
    Set<String> names = new HashSet<>();
    Set<Bytes32> identities = new HashSet<>();
    for (AuthorityEntry authority : authorities) {
      if (!names.add(authority.name()) || !identities.add(authority.identity())) {
        return Optional.of(
            "the authority '" + authority.name() + "' has the name or identity of another");
      }
    }
    return Optional.empty();
  }

  /** The text of the network file. */
  public String write() {
    StringBuilder text = new StringBuilder();
    text.append("# The authorities of a whisper network: every node of it reads this file.\n");
    text.append("version = ").append(VERSION).append('\n');
    if (!parameters.values().isEmpty()) {
      text.append("\n[parameters]\n");
      parameters
          .values()
          .forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    }
    authorities.forEach(authority -> text.append('\n').append(authority.toToml()));
    return text.toString();
  }

  /** The authorities, in the file's order. */
  public List<AuthorityEntry> authorities() {
    return authorities;
  }

  /** The authority with that identity. */
  public Optional<AuthorityEntry> authority(Bytes32 identity) {
    return authorities.stream().filter(entry -> entry.identity().equals(identity)).findFirst();
  }

  /** The least number of authorities that is more than half of them. */
  public int majority() {
    return authorities.size() / 2 + 1;
  }

  /** The parameters until a consensus says otherwise. */
  public NetworkParameters parameters() {
    return parameters;
  }

  /** What names the network in documents: a digest of its authorities' identities. */
  public Bytes32 id() {
    return id;
  }
}
