package io.whisper.it.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * One container with an address of its own on a network, as an operator would run it: no root, no
 * capabilities, a root file system that cannot be written. It can be killed, frozen and cut off,
 * and keeps its address and its volumes over all of that.
 */
final class Host {
  /** Only a hang takes so long. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final int STOP_SECONDS = 20;
  private static final Duration POLL = Duration.ofMillis(500);

  private final DockerClient client;
  private final String networkId;
  private final String name;
  private final String address;
  private final GenericContainer<?> container;

  /** What a host is made of. */
  record Plan(
      String name,
      String image,
      String address,
      List<Bind> volumes,
      Map<String, String> environment,
      List<String> entrypoint,
      List<String> command,
      boolean healthChecked) {}

  Host(DockerClient client, org.testcontainers.containers.Network network, Plan plan) {
    this.client = client;
    this.networkId = network.getId();
    this.name = plan.name();
    this.address = plan.address();
    GenericContainer<?> made =
        new GenericContainer<>(DockerImageName.parse(plan.image()))
            .withImagePullPolicy(image -> false)
            .withNetwork(network)
            .withLabels(Engine.labels())
            .withEnv(plan.environment())
            .withCommand(plan.command().toArray(new String[0]))
            .withCreateContainerCmdModifier(
                command -> {
                  HostConfig host = command.getHostConfig();
                  if (host == null) {
                    throw new IllegalStateException("a container without a host configuration");
                  }
                  host.withReadonlyRootfs(true)
                      .withTmpFs(Map.of("/tmp", "exec,size=64m,mode=1777"))
                      .withCapDrop(Capability.ALL)
                      .withSecurityOpts(List.of("no-new-privileges"))
                      .withBinds(plan.volumes());
                  command.withIpv4Address(plan.address());
                  if (!plan.entrypoint().isEmpty()) {
                    command.withEntrypoint(plan.entrypoint());
                  }
                  if (!plan.healthChecked()) {
                    command.withHealthcheck(new HealthCheck().withTest(List.of("NONE")));
                  }
                });
    this.container = made;
  }

  String name() {
    return name;
  }

  String address() {
    return address;
  }

  /** Makes the container and starts it. */
  void create() {
    container.start();
  }

  private String id() {
    return container.getContainerId();
  }

  InspectContainerResponse inspect() {
    return client.inspectContainerCmd(id()).exec();
  }

  boolean running() {
    return Boolean.TRUE.equals(inspect().getState().getRunning());
  }

  /** Ends its process as {@code kill -9} does. */
  void kill() {
    client.killContainerCmd(id()).exec();
    Awaitility.await().atMost(PATIENCE).pollInterval(POLL).until(() -> !running());
  }

  /** Asks its process to stop, and gives its exit code. */
  long stop() {
    client.stopContainerCmd(id()).withTimeout(STOP_SECONDS).exec();
    Long code = inspect().getState().getExitCodeLong();
    if (code == null) {
      throw new IllegalStateException(name + " has no exit code");
    }
    return code;
  }

  void start() {
    client.startContainerCmd(id()).exec();
  }

  /** Freezes its process: it neither runs nor ends, and its connections stand. */
  void pause() {
    client.pauseContainerCmd(id()).exec();
  }

  void thaw() {
    client.unpauseContainerCmd(id()).exec();
  }

  /** Takes it off the network. */
  void disconnect() {
    client.disconnectFromNetworkCmd().withNetworkId(networkId).withContainerId(id()).exec();
  }

  /** Puts it back on the network, at its old address. */
  void connect() {
    client
        .connectToNetworkCmd()
        .withNetworkId(networkId)
        .withContainerId(id())
        .withContainerNetwork(
            new ContainerNetwork()
                .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
        .exec();
  }

  /** Makes it run and be reached again, whatever was done to it. */
  void heal() {
    InspectContainerResponse now = inspect();
    if (Boolean.TRUE.equals(now.getState().getPaused())) {
      thaw();
    }
    boolean connected =
        now.getNetworkSettings().getNetworks().values().stream()
            .anyMatch(network -> networkId.equals(network.getNetworkID()));
    if (!connected) {
      connect();
    }
    if (!running()) {
      start();
    }
  }

  /** Everything that it printed in all its runs. */
  String output() {
    return log(true, true);
  }

  /** What it printed as results. */
  String results() {
    return log(true, false);
  }

  /** What it logged. */
  String logged() {
    return log(false, true);
  }

  private String log(boolean results, boolean errors) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (ResultCallback.Adapter<Frame> callback =
        new ResultCallback.Adapter<>() {
          @Override
          public void onNext(Frame frame) {
            if (frame.getStreamType() != StreamType.STDIN) {
              all.writeBytes(frame.getPayload());
            }
          }
        }) {
      client
          .logContainerCmd(id())
          .withStdOut(results)
          .withStdErr(errors)
          .exec(callback)
          .awaitCompletion(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** Waits until it has printed a line so many times. */
  void awaitLine(String line, int times) {
    Awaitility.await(name + " prints '" + line + "'")
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(() -> output().lines().filter(line::equals).count() >= times);
  }

  /** How many times it has printed a line. */
  int lines(String line) {
    return (int) output().lines().filter(line::equals).count();
  }

  /** Runs a command inside it. */
  ExecResult run(String... command) {
    try {
      return container.execInContainer(command);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  void remove() {
    container.stop();
  }
}
