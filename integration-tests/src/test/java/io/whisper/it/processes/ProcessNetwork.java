package io.whisper.it.processes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Three authorities and some relays, each a process with a configuration file and a state directory
 * of its own, put together as docs/operations.md says.
 */
final class ProcessNetwork implements AutoCloseable {
  static final int AUTHORITIES = 3;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Map<String, WhisperProcess> running = new HashMap<>();
  private final Map<String, Integer> controlPorts = new HashMap<>();

  private ProcessNetwork(Path directory) {
    this.directory = directory;
  }

  /** Starts the network in the directory; returns when all relays are known to the authorities. */
  static ProcessNetwork start(Path directory, int relays) throws IOException, InterruptedException {
    ProcessNetwork network = new ProcessNetwork(directory);
    List<Integer> ports = freePorts(2 * (AUTHORITIES + relays));
    network.writeNetworkFile(ports);
    for (int i = 1; i <= AUTHORITIES; i++) {
      network.configure("authority", i, ports.get(i - 1), ports.get(AUTHORITIES + i - 1));
    }
    for (int i = 1; i <= relays; i++) {
      int at = 2 * (AUTHORITIES + i - 1);
      network.configure("relay", i, ports.get(at), ports.get(at + 1));
    }
    for (String name : List.copyOf(network.controlPorts.keySet())) {
      network.run(name);
    }
    for (int i = 1; i <= relays; i++) {
      network.process("relay-" + i).await("relay known");
    }
    return network;
  }

  private void writeNetworkFile(List<Integer> ports) throws IOException, InterruptedException {
    StringBuilder file = new StringBuilder("version = 1\n\n[parameters]\n");
    file.append("vote-interval-seconds = 10\nrelax-address-blocks = 1\n");
    for (int i = 1; i <= AUTHORITIES; i++) {
      try (WhisperProcess keygen =
          WhisperProcess.start(
              directory,
              "keygen",
              "--authority",
              "authority-" + i,
              "--name",
              "a" + i,
              "--address",
              "127.0.0.1:" + ports.get(i - 1))) {
        if (keygen.exitCode() != 0) {
          throw new AssertionError("keygen failed: " + keygen.lines());
        }
        file.append('\n').append(String.join("\n", keygen.lines())).append('\n');
      }
    }
    Files.writeString(directory.resolve("network.toml"), file);
  }

  private void configure(String role, int number, int port, int controlPort) throws IOException {
    String name = role + "-" + number;
    controlPorts.put(name, controlPort);
    Files.writeString(
        directory.resolve(name + ".toml"),
        """
        network = "network.toml"
        state = "%s"
        listen = ["127.0.0.1:%d"]
        [control]
        listen = "127.0.0.1:%d"
        """
            .formatted(name, port, controlPort));
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  /** Starts the role of that name, such as {@code relay-3}, from its configuration and state. */
  WhisperProcess run(String name) {
    String role = name.substring(0, name.indexOf('-'));
    WhisperProcess process = command(role, "--config", name + ".toml");
    running.put(name, process);
    return process;
  }

  /** The running process of a role. */
  WhisperProcess process(String name) {
    WhisperProcess process = running.get(name);
    if (process == null) {
      throw new IllegalArgumentException("no role is called " + name);
    }
    return process;
  }

  /** Starts a command in the network's directory. */
  WhisperProcess command(String... command) {
    return WhisperProcess.start(directory, command);
  }

  /** What the role says of itself, or an empty object while it does not answer. */
  JsonNode status(String name) {
    try (WhisperProcess status =
        command("status", "--json", "--rpc", "http://127.0.0.1:" + controlPorts.get(name))) {
      return status.exitCode() == 0
          ? JSON.readTree(status.lines().get(0))
          : JSON.createObjectNode();
    } catch (IOException e) {
      throw new AssertionError("the status of " + name + " is not JSON", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    running.values().forEach(WhisperProcess::close);
  }
}
