package io.whisper.onion.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.onion.testkit.ConsensusBuilder;
import io.whisper.onion.toml.TomlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NetworkTest {
  private final Network network = ConsensusBuilder.ofAuthorities(3, new Random(3)).network();

  @Test
  void fileRoundTrips(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("network.toml"), network.write());
    Network read = Network.read(file);
    assertThat(read.authorities()).isEqualTo(network.authorities());
    assertThat(read.parameters()).isEqualTo(network.parameters());
    assertThat(read.id()).isEqualTo(network.id());
    assertThat(read.majority()).isEqualTo(2);
  }

  @Test
  void ipv6AddressesRoundTrip() {
    Random random = new Random(4);
    AuthorityEntry authority =
        new AuthorityEntry("six", Relays.target(Relays.bytes(random), random));
    Network six = Network.of(List.of(authority), NetworkParameters.STANDARD);
    assertThat(Network.parse(six.write(), "network.toml").authorities()).containsExactly(authority);
  }

  @Test
  void idFollowsTheAuthoritiesOnly() {
    List<AuthorityEntry> turned = new ArrayList<>(network.authorities());
    turned.add(turned.remove(0));
    assertThat(Network.of(turned, NetworkParameters.STANDARD).id()).isEqualTo(network.id());
    assertThat(Network.of(turned.subList(0, 1), NetworkParameters.STANDARD).id())
        .isNotEqualTo(network.id());
  }

  @Test
  void badFilesAreRefusedInOneLine() {
    String good = network.write();
    assertRefused(
        good.replace("onion-key", "onionkey"), "unknown key 'onionkey'; did you mean 'onion-key'?");
    assertRefused(
        good.replace("relax-address-blocks = 1", "relax-address-blocks = 2"), "from 0 to 1");
    assertRefused(
        good.replace("relax-address-blocks", "relax-adress-blocks"),
        "did you mean 'relax-address-blocks'?");
    assertRefused(good.replace("\"a1\"", "\"a0\""), "'a0' has the name or identity of another");
    assertRefused(good.replace("\"a1\"", "\"A 1\""), "network.toml:");
    assertRefused(good.replace("127.0.0.1:1", "localhost:1"), "\"localhost:1\"");
    assertRefused(good.replace("version = 1", "version = 2"), "from 1 to 1");
    assertRefused(
        good.substring(0, good.lastIndexOf("[[authority]]")),
        "2 authorities; accepted is an odd number");
    assertRefused(
        good.replace(network.authorities().get(0).identity().hex(), "01" + "00".repeat(31)),
        "Ed25519 public key");
    assertRefused("", "'version' is missing");
  }

  private static void assertRefused(String text, String problem) {
    assertThatThrownBy(() -> Network.parse(text, "network.toml"))
        .isInstanceOf(TomlException.class)
        .hasMessageStartingWith("network.toml:")
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
