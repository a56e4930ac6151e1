package io.whisper.node.devnet;

import io.whisper.node.config.EnvelopeStoreOpener;
import io.whisper.node.config.RelayOffer;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Reason;
import io.whisper.node.role.AuthorityKeys;
import io.whisper.node.role.AuthorityRole;
import io.whisper.node.role.RelayRole;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.link.LinkException;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorPool;
import io.whisper.onion.relay.RelayCounters;
import io.whisper.onion.relay.RelaySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three authorities and some relays in this process, with real sockets on loopback, each with a
 * state directory and keys of its own; a directory that has one already is taken up again.
 */
public final class LocalNetwork implements AutoCloseable {
  /** The number of authorities. */
  public static final int AUTHORITIES = 3;

  private static final Logger LOG = LoggerFactory.getLogger(LocalNetwork.class);

  /** How often other ports are chosen when somebody took one before it was listened at. */
  private static final int ATTEMPTS = 5;

  private static final long VOTE_INTERVAL_SECONDS = 4;
  private static final long WEIGHT = 1_000;
  private static final long QUOTA = 64L << 20;

  private final ReactorPool pool = ReactorPool.create();
  private final Network network;
  private final Path file;
  private final List<AuthorityRole> authorities = new ArrayList<>();
  private final List<RelayRole> relays = new ArrayList<>();

  private LocalNetwork(Network network, Path file) {
    this.network = network;
    this.file = file;
  }

  /**
   * Starts the network of the directory, which is made when there is none; waits until all listen.
   */
  public static LocalNetwork start(Path directory, int relays) {
    return start(directory, relays, FreePorts::take);
  }

  /** The same with authorities of a new network at the addresses that {@code ports} chooses. */
  static LocalNetwork start(
      Path directory, int relays, IntFunction<List<InetSocketAddress>> ports) {
    Path file = directory.resolve("network.toml");
    if (Files.exists(file)) {
      return start(Network.read(file), directory, relays);
    }
    for (int left = ATTEMPTS; ; left--) {
      Network network = found(directory, ports.apply(AUTHORITIES));
      try {
        LocalNetwork local = start(network, directory, relays);
        local.writeFile();
        return local;
      } catch (CommandException e) {
        if (left == 1 || !portIsTaken(e)) {
          throw e;
        }
        LOG.debug("somebody else took a port, so others are chosen", e);
      }
    }
  }

  private static LocalNetwork start(Network network, Path directory, int relays) {
    LocalNetwork local = new LocalNetwork(network, directory.resolve("network.toml"));
    try {
      local.startAuthorities(directory);
      local.startRelays(directory, relays);
      return local;
    } catch (CompletionException e) {
      local.close();
      throw new CommandException("the local network does not start: " + Reason.of(e), e);
    }
  }

  private static boolean portIsTaken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LinkException) {
        return true;
      }
    }
    return false;
  }

  private static Network found(Path directory, List<InetSocketAddress> addresses) {
    List<AuthorityEntry> entries = new ArrayList<>();
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < AUTHORITIES; i++) {
      entries.add(
          AuthorityKeys.entry(
              authorityDirectory(directory, i),
              "local-" + (i + 1),
              List.of(addresses.get(i)),
              random));
    }
    return Network.of(
        entries,
        NetworkParameters.STANDARD
            .with(NetworkParameter.VOTE_INTERVAL_SECONDS, VOTE_INTERVAL_SECONDS)
            .with(NetworkParameter.RELAX_ADDRESS_BLOCKS, 1)
            .with(NetworkParameter.RELAYS_PER_ADDRESS_BLOCK, 65_535));
  }

  /** Only once all listen at the addresses in it. */
  private void writeFile() {
    try {
      Files.writeString(file, network.write());
    } catch (IOException e) {
      close();
      throw new CommandException("cannot write " + file + ": " + Reason.of(e), e);
    }
  }

  private static Path authorityDirectory(Path directory, int index) {
    return directory.resolve("authority-" + (index + 1));
  }

  private void startAuthorities(Path directory) {
    List<AuthorityEntry> entries = network.authorities();
    for (int i = 0; i < entries.size(); i++) {
      RelaySettings settings =
          RelaySettings.builder(
                  entries.get(i).target().addresses().toArray(new InetSocketAddress[0]))
              .build();
      authorities.add(
          AuthorityRole.start(reactor(), network, authorityDirectory(directory, i), settings)
              .join());
    }
  }

  private void startRelays(Path directory, int count) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    for (int i = 1; i <= count; i++) {
      RelayOffer offer =
          new RelayOffer(
              RelaySettings.builder(anyPort).build(),
              List.of(),
              WEIGHT,
              RelayFlag.OFFERABLE,
              EnvelopeStoreOpener.inMemory(QUOTA));
      relays.add(
          RelayRole.start(reactor(), network, directory.resolve("relay-" + i), offer).join());
    }
  }

  private Reactor reactor() {
    return pool.reactor();
  }

  /** The network, as its file describes it. */
  public Network network() {
    return network;
  }

  /** The network file. */
  public Path networkFile() {
    return file;
  }

  /** The event loops and workers that it runs on, to share. */
  public ReactorPool pool() {
    return pool;
  }

  /** The relays. */
  public List<RelayRole> relays() {
    return Collections.unmodifiableList(relays);
  }

  /** The sum of one of the relays' counters. */
  public long sum(ToLongFunction<RelayCounters> counter) {
    return relays.stream().mapToLong(relay -> counter.applyAsLong(relay.counters())).sum();
  }

  @Override
  public void close() {
    relays.forEach(RelayRole::close);
    authorities.forEach(AuthorityRole::close);
    pool.close();
  }
}
