package io.whisper.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.node.role.AuthorityKeys;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.toml.SocketAddresses;
import io.whisper.onion.toml.TomlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoleConfigTest {
  @TempDir private Path directory;

  @BeforeEach
  void writeNetworkFile() throws IOException {
    AuthorityEntry authority =
        AuthorityKeys.entry(
            directory.resolve("authority"),
            "a1",
            List.of(SocketAddresses.parse("127.0.0.1:9001")),
            new SecureRandom());
    Files.writeString(directory.resolve("network.toml"), "version = 1\n\n" + authority.toToml());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("role.toml"), text);
  }

  @Test
  void relayHasItsDefaults() throws IOException {
    RelayConfig config =
        RelayConfig.read(
            file("network = \"network.toml\"\nstate = \"s\"\nlisten = [\"127.0.0.1:9201\"]\n"));

    assertThat(config.state()).isEqualTo(directory.resolve("s"));
    assertThat(config.offer().duties()).isEqualTo(RelayFlag.OFFERABLE);
    assertThat(config.offer().settings().rate()).isZero();
    assertThat(config.control()).isEmpty();
    assertThat(config.endpoint()).isEmpty();
    try (EnvelopeStore store = config.offer().store().open(config.state(), new VirtualTime())) {
      assertThat(store.quota()).isEqualTo(1L << 30);
    }
    assertThat(directory.resolve("s/envelopes")).isDirectory();
  }

  @Test
  void everyKeyOfARelayIsRead() throws IOException {
    RelayConfig config =
        RelayConfig.read(
            file(
                """
                network = "network.toml"
                state = "s"
                listen = ["127.0.0.1:9201", "[::1]:9201"]
                addresses = ["198.51.100.7:443"]
                rate = "2 MiB"
                burst = "4 MiB"
                weight = 7
                family = ["one"]
                contact = "ops"
                guard = false
                store = false
                store-quota = "7 MiB"
                introduction = true
                endpoint = "endpoint.toml"
                [control]
                listen = "127.0.0.1:9501"
                token-file = "token"
                """));

    assertThat(config.offer().settings().addresses()).hasSize(2);
    assertThat(config.offer().advertised()).hasSize(1);
    assertThat(config.offer().settings().rate()).isEqualTo(2 << 20);
    assertThat(config.offer().settings().burst()).isEqualTo(4 << 20);
    assertThat(config.offer().weight()).isEqualTo(7);
    assertThat(config.offer().settings().families()).containsExactly("one");
    assertThat(config.offer().settings().contact()).isEqualTo("ops");
    assertThat(config.offer().duties()).containsExactly(RelayFlag.INTRODUCTION);
    try (EnvelopeStore store = config.offer().store().open(config.state(), new VirtualTime())) {
      assertThat(store.quota()).isEqualTo(7 << 20);
    }
    assertThat(config.endpoint()).contains(directory.resolve("endpoint.toml"));
    assertThat(config.control().orElseThrow().tokenFile()).contains(directory.resolve("token"));
  }

  @Test
  void unknownKeyNamesFileLineAndTheNearestKey() throws IOException {
    Path file =
        file("network = \"network.toml\"\nstate = \"s\"\nlisten = [\"127.0.0.1:1\"]\nrtae = 5\n");

    assertThatThrownBy(() -> RelayConfig.read(file))
        .isInstanceOf(TomlException.class)
        .hasMessage(file + ":4: unknown key 'rtae'; did you mean 'rate'?");
  }

  @Test
  void relayThatIsTooSlowIsRefused() throws IOException {
    Path file =
        file("network = \"network.toml\"\nstate = \"s\"\nlisten = [\"127.0.0.1:1\"]\nrate = 5\n");

    assertThatThrownBy(() -> RelayConfig.read(file))
        .isInstanceOf(TomlException.class)
        .hasMessageContaining("rate is 5");
  }

  @Test
  void controlOnAPublicAddressIsRefused() throws IOException {
    Path file =
        file("network = \"network.toml\"\nstate = \"s\"\n[control]\nlisten = \"0.0.0.0:9501\"\n");

    assertThatThrownBy(() -> EndpointConfig.read(file))
        .isInstanceOf(TomlException.class)
        .hasMessageContaining("a loopback address");
  }

  @Test
  void endpointKeepsItsIdentityInItsStateUnlessToldOtherwise() throws IOException {
    EndpointConfig config =
        EndpointConfig.read(
            file("network = \"network.toml\"\nstate = \"s\"\nreceiving-hops = 1\n"));

    assertThat(config.identity()).isEqualTo(directory.resolve("s").resolve("identity"));
    assertThat(config.options().receivingHops()).isEqualTo(1);
    assertThat(config.options().introductionPoints()).isEqualTo(3);
    assertThat(config.output()).isEmpty();
  }

  @Test
  void endpointMayPrintToAFile() throws IOException {
    EndpointConfig config =
        EndpointConfig.read(
            file("network = \"network.toml\"\nstate = \"s\"\noutput = \"messages\"\n"));

    assertThat(config.output()).contains(directory.resolve("messages"));
  }

  @Test
  void missingNetworkFileIsNamed() throws IOException {
    Path file = file("network = \"elsewhere.toml\"\nstate = \"s\"\n");

    assertThatThrownBy(() -> EndpointConfig.read(file))
        .isInstanceOf(TomlException.class)
        .hasMessage(directory.resolve("elsewhere.toml") + ": there is no such file");
  }

  @Test
  void authorityReadsWhereItListens() throws IOException {
    AuthorityConfig config =
        AuthorityConfig.read(
            file("network = \"network.toml\"\nstate = \"s\"\nlisten = [\"127.0.0.1:9001\"]\n"));

    assertThat(config.listen()).containsExactly(SocketAddresses.parse("127.0.0.1:9001"));
    assertThat(config.network().authorities()).hasSize(1);
  }
}
