package io.whisper.it.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Network.Ipam;
import com.github.dockerjava.api.model.Volume;
import io.whisper.it.traffic.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * Three authorities, eight relays and two correspondents, each in a container of its own: {@code
 * authority-1}, {@code relay-1}, {@code sender}, {@code recipient} and so on. The sender sends to
 * the recipient and publishes to a board without a pause.
 */
final class ContainerNetwork implements AutoCloseable {
  static final int AUTHORITIES = 3;
  static final int RELAYS = 8;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STATE = "/var/lib/whisper";
  private static final int SUBNETS = 200;

  /** What `whisper status` asks, without a Java runtime: it is asked often, of many. */
  private static final String STATUS =
      "wget -q -O - --header \"Authorization: Bearer $(cat "
          + STATE
          + "/home/whisper/control-9500.token)\" --header 'Content-Type: application/json'"
          + " --post-data"
          + " '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"whisper_status\",\"params\":[]}'"
          + " http://127.0.0.1:9500/";

  private static final String JAVA_OPTS =
      "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms16m -Xmx64m -XX:ReservedCodeCacheSize=32m";

  private final DockerClient client;
  private final String id;
  private final Network network;
  private final String prefix;
  private final NetworkTerms terms;
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final List<String> volumes = new ArrayList<>();
  private final String recipientAddress;

  private ContainerNetwork(DockerClient client, NetworkTerms terms) {
    this.client = client;
    this.terms = terms;
    this.id = "whisper-it-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    int subnet = 0;
    Network made = null;
    while (made == null) {
      made = network(subnet++);
    }
    this.network = made;
    this.prefix = prefix(subnet - 1);
    this.recipientAddress = found();
  }

  private static String prefix(int subnet) {
    return "10.213." + subnet;
  }

  /** A network with that subnet, or null when another has it. */
  private static @Nullable Network network(int subnet) {
    Network made =
        Network.builder()
            .createNetworkCmdModifier(
                command ->
                    command
                        .withLabels(Engine.labels())
                        .withIpam(
                            new Ipam()
                                .withConfig(
                                    new Ipam.Config().withSubnet(prefix(subnet) + ".0/24"))))
            .build();
    try {
      made.getId();
      return made;
    } catch (DockerException taken) {
      if (subnet >= SUBNETS) {
        throw taken;
      }
      return null;
    }
  }

  /** Starts a network; returns when messages flow. */
  static ContainerNetwork start(NetworkTerms terms) {
    return start(terms, ContainerNetwork::startCorrespondents);
  }

  /** Starts a network without correspondents and with {@code endpoint-1}. */
  static ContainerNetwork startWithoutTraffic(NetworkTerms terms) {
    return start(
        terms,
        network -> {
          network.role("endpoint", 1, 43);
          network.host("endpoint-1").create();
        });
  }

  /** Starts {@code relay-1} alone, of all the network. */
  static ContainerNetwork startLonelyRelay(NetworkTerms terms) {
    return begin(
        terms,
        network -> {
          network.role("relay", 1, 21);
          network.relay(1).create();
          network.relay(1).awaitLine("relay listening", 1);
        });
  }

  private static ContainerNetwork start(NetworkTerms terms, Consumer<ContainerNetwork> ends) {
    return begin(
        terms,
        network -> {
          network.startRoles();
          ends.accept(network);
        });
  }

  private static ContainerNetwork begin(NetworkTerms terms, Consumer<ContainerNetwork> how) {
    ContainerNetwork network = new ContainerNetwork(Engine.require(), terms);
    try {
      how.accept(network);
      return network;
    } catch (RuntimeException | Error failed) {
      network.close();
      throw failed;
    }
  }

  /** Makes everybody's keys and files, as an operator does; gives the recipient's address. */
  private String found() {
    List<Bind> binds = new ArrayList<>(List.of(bind("network", "/network", AccessMode.rw)));
    IntStream.rangeClosed(1, AUTHORITIES)
        .mapToObj(n -> "authority-" + n)
        .forEach(name -> binds.add(bind(name, "/keys/" + name, AccessMode.rw)));
    binds.add(bind("sender", "/keys/sender", AccessMode.rw));
    binds.add(bind("recipient", "/keys/recipient", AccessMode.rw));
    try (GenericContainer<?> founder =
        new GenericContainer<>(DockerImageName.parse(Engine.KIT))
            .withImagePullPolicy(image -> false)
            .withLabels(Engine.labels())
            .withEnv("PREFIX", prefix)
            .withEnv("AUTHORITIES", Integer.toString(AUTHORITIES))
            .withEnv("RELAYS", Integer.toString(RELAYS))
            .withEnv("ENDPOINTS", "1")
            .withEnv("VOTE_INTERVAL", Integer.toString(terms.voteIntervalSeconds()))
            .withEnv("WHISPER_JAVA_OPTS", JAVA_OPTS)
            .withCommand(new String[] {terms.foundingScript(prefix)})
            .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Host.PATIENCE))
            .withCreateContainerCmdModifier(
                command -> {
                  HostConfig host = command.getHostConfig();
                  if (host != null) {
                    host.withBinds(binds);
                  }
                  command.withUser("0:0").withEntrypoint("/bin/sh", "-euc");
                })) {
      founder.start();
      return founder
          .getLogs()
          .lines()
          .filter(line -> line.endsWith(".whisper"))
          .reduce((first, second) -> second)
          .orElseThrow()
          .strip();
    }
  }

  private Bind bind(String name, String path, AccessMode mode) {
    String volume = id + "-" + name;
    if (!volumes.contains(volume)) {
      volumes.add(volume);
      client
          .createVolumeCmd()
          .withName(volume)
          .withLabels(Engine.labels())
          .withDriver("local")
          .withDriverOpts(terms.volumeOptions(name))
          .exec();
    }
    return new Bind(volume, new Volume(path), mode);
  }

  private void startRoles() {
    for (int i = 1; i <= AUTHORITIES; i++) {
      role("authority", i, 10 + i);
    }
    for (int i = 1; i <= RELAYS; i++) {
      role("relay", i, 20 + i);
    }
    terms
        .shaper(prefix)
        .forEach(
            (address, command) ->
                host("shaper", Engine.KIT, address, List.of("/bin/sh", "-c"), List.of(command)));
    hosts.values().parallelStream().forEach(Host::create);
    for (int i = 1; i <= RELAYS; i++) {
      relay(i).awaitLine("relay known to the authorities", 1);
    }
    Awaitility.await("every relay is listed")
        .atMost(Host.PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> status(relay(RELAYS)).path("relays").asInt() == RELAYS);
  }

  private void role(String role, int number, int last) {
    String name = role + "-" + number;
    host(
        name,
        Engine.KIT,
        prefix + "." + last,
        terms.entrypoint(name),
        List.of(role, "--config", "/etc/whisper/" + name + ".toml"));
  }

  private Host host(
      String name, String image, String address, List<String> entrypoint, List<String> command) {
    Host host =
        new Host(
            client,
            network,
            new Host.Plan(
                name,
                image,
                address,
                List.of(
                    bind("network", "/etc/whisper", AccessMode.ro),
                    bind(name, STATE, AccessMode.rw)),
                Map.of("WHISPER_LOG", "info", "WHISPER_JAVA_OPTS", JAVA_OPTS),
                entrypoint,
                command,
                false));
    hosts.put(name, host);
    return host;
  }

  private void startCorrespondents() {
    Host recipient = correspondent("recipient", 42, List.of());
    recipient.create();
    recipient.awaitLine("mailbox", 1);
    recipient.awaitLine("subscribed", 1);
    Host sender =
        correspondent(
            "sender",
            41,
            List.of(
                "peer=" + recipientAddress,
                "short=" + terms.shortMillis(),
                "long=" + terms.longMillis(),
                "board=" + terms.boardMillis(),
                "ttl=" + terms.ttlSeconds()));
    sender.create();
    awaitFlow(System.currentTimeMillis());
  }

  private Host correspondent(String name, int last, List<String> more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "network=/etc/whisper/network.toml",
                "state=" + STATE + "/state",
                "identity=" + STATE + "/identity",
                "topic=" + id));
    command.addAll(more);
    return host(
        name, Engine.KIT, prefix + "." + last, kit("io.whisper.it.traffic.Correspondent"), command);
  }

  /** The entry point of a container that runs a process of the test kit. */
  static List<String> kit(String main) {
    return List.of(
        "/bin/sh",
        "-c",
        "LD_LIBRARY_PATH=/opt/whisper/native exec java $(cat /opt/whisper/java.options)"
            + " $WHISPER_JAVA_OPTS -cp \"$(cat /opt/whisper/class.path):/opt/kit\" "
            + main
            + " \"$@\"",
        main);
  }

  Host host(String name) {
    Host host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("no host " + name + " among " + hosts.keySet());
    }
    return host;
  }

  Host relay(int number) {
    return host("relay-" + number);
  }

  Host authority(int number) {
    return host("authority-" + number);
  }

  Host sender() {
    return host("sender");
  }

  Host recipient() {
    return host("recipient");
  }

  List<Host> relays() {
    return IntStream.rangeClosed(1, RELAYS).mapToObj(this::relay).toList();
  }

  List<Host> hosts() {
    return List.copyOf(hosts.values());
  }

  /** The address that messages go to. */
  String recipientAddress() {
    return recipientAddress;
  }

  /** What a role says of itself. */
  JsonNode status(Host host) {
    String line = host.run("/bin/sh", "-c", STATUS).getStdout();
    try {
      return JSON.readTree(line.isBlank() ? "{}" : line).path("result");
    } catch (IOException e) {
      throw new AssertionError("the status of " + host.name() + " is not JSON", e);
    }
  }

  /** The relays to which a host has connections now, by what its kernel says. */
  List<Host> linked(Host host) {
    String connections = host.run("cat", "/proc/net/tcp", "/proc/net/tcp6").getStdout();
    return relays().stream()
        .filter(relay -> Connections.established(connections, relay.address()))
        .toList();
  }

  Ledger ledger() {
    // First what arrived, so that all of it was sent by the time at which the sender is asked.
    String arrived = recipient().results();
    return Ledger.of(sender().results(), arrived);
  }

  /** Waits until messages of each stream arrive that were sent after a moment. */
  void awaitFlow(long since) {
    Awaitility.await("messages flow")
        .atMost(Host.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> ledger().flowsSince(since));
  }

  /** Makes every host run and be reached again, and waits until messages flow. */
  void heal() {
    hosts.values().forEach(Host::heal);
    awaitFlow(System.currentTimeMillis());
  }

  @Override
  public void close() {
    hosts.values().parallelStream().forEach(Host::remove);
    network.close();
    volumes.forEach(volume -> Engine.removeVolume(client, volume));
  }
}
