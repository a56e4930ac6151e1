package io.whisper.it.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HealthCheck;
import io.whisper.it.traffic.Payload;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Container.ExecResult;

/** What the image of the project's Dockerfile promises to an operator. */
final class ImageIT {
  private static final Duration POLL = Duration.ofSeconds(1);

  private static final String MESSAGES = "/var/lib/whisper/messages";

  private static ContainerNetwork network;
  private static List<String> healthCheck;

  @BeforeAll
  static void startNetwork() {
    DockerClient client = Engine.require();
    ContainerConfig image = client.inspectImageCmd(Engine.WHISPER).exec().getConfig();
    assertThat(image).isNotNull();
    HealthCheck check = image.getHealthcheck();
    assertThat(check).isNotNull();
    List<String> test = check.getTest();
    assertThat(test).isNotNull().first().isEqualTo("CMD");
    healthCheck = test.subList(1, test.size());
    network = ContainerNetwork.startWithoutTraffic(NetworkTerms.standard());
  }

  @AfterAll
  static void stopNetwork() {
    if (network != null) {
      network.close();
    }
  }

  private static Stream<Host> oneOfEachRole() {
    return Stream.of(network.authority(1), network.relay(1), network.host("endpoint-1"));
  }

  private static ExecResult check(Host host) {
    return host.run(healthCheck.toArray(new String[0]));
  }

  private static void awaitHealth(Host host) {
    await()
        .atMost(Host.PATIENCE)
        .pollInterval(POLL)
        .untilAsserted(
            () ->
                assertThat(check(host))
                    .as(host.name())
                    .extracting(ExecResult::getExitCode, result -> result.getStdout().strip())
                    .containsExactly(0, "healthy"));
  }

  @Test
  void rolesAreNotRootAndCanWriteTheirStateAndNothingElse() {
    oneOfEachRole()
        .forEach(
            host -> {
              assertThat(host.run("id", "-u").getStdout().strip()).isEqualTo("10001");
              assertThat(host.run("touch", "/opt/whisper/x").getExitCode()).isNotZero();
              assertThat(host.run("touch", "/etc/whisper/x").getExitCode()).isNotZero();
              assertThat(host.run("touch", "/var/lib/whisper/x").getExitCode()).isZero();
            });
  }

  @Test
  void whatRolesKeepIsReadableByThemOnly() {
    oneOfEachRole().forEach(ImageIT::awaitHealth);
    oneOfEachRole()
        .forEach(
            host ->
                assertThat(
                        host.run("stat", "-c", "%a %u", "/var/lib/whisper/node")
                            .getStdout()
                            .strip())
                    .as(host.name())
                    .isEqualTo("700 10001"));
  }

  @Test
  void theImagesOwnCheckFindsEveryRoleHealthyOnceItDoesItsDuty() {
    oneOfEachRole().forEach(ImageIT::awaitHealth);
  }

  @Test
  void theImagesOwnCheckFindsARelayAilingThatNobodyLists() {
    try (ContainerNetwork lonely = ContainerNetwork.startLonelyRelay(NetworkTerms.standard())) {
      ExecResult result = check(lonely.relay(1));
      assertThat(result.getExitCode()).isEqualTo(1);
      assertThat(result.getStderr().strip())
          .isEqualTo(
              "whisper status: the node is not healthy: no consensus at hand lists the relay");
    }
  }

  @Test
  void whatAnEndpointIsThereToPrintIsNotInTheLogThatTheEngineKeeps() {
    Host endpoint = network.host("endpoint-1");
    await()
        .atMost(Host.PATIENCE)
        .pollInterval(POLL)
        .until(() -> printed(endpoint).startsWith("address "));
    String address = printed(endpoint).lines().findFirst().orElseThrow().substring(8);
    ExecResult sent =
        network
            .relay(1)
            .run(
                "/opt/whisper/bin/whisper",
                "send",
                "--network",
                "/etc/whisper/network.toml",
                "--state",
                "/tmp/send",
                "--to",
                address,
                Payload.WORDS);
    assertThat(sent.getExitCode()).as(sent.getStderr()).isZero();
    assertThat(printed(endpoint).lines()).contains(Payload.WORDS);
    assertThat(endpoint.run("stat", "-c", "%a %u", MESSAGES).getStdout().strip())
        .isEqualTo("600 10001");
    assertThat(new LogInspection(network).findings()).isEmpty();
  }

  private static String printed(Host endpoint) {
    return endpoint.run("cat", MESSAGES).getStdout();
  }

  /** It ends itself with 1 where closing takes more than 5 seconds. */
  @Test
  void rolesThatAreAskedToStopAreClosedInTime() {
    oneOfEachRole()
        .forEach(
            host -> {
              awaitHealth(host);
              assertThat(host.stop()).as("exit code of %s", host.name()).isEqualTo(143);
              host.start();
              awaitHealth(host);
            });
  }
}
