package io.whisper.node.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.node.console.CommandException;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalNetworkTest {
  @Test
  void aPortThatSomebodyTakesIsReplacedByAnother(@TempDir Path directory) throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LocalNetwork network =
            LocalNetwork.start(
                directory,
                0,
                count ->
                    asked.getAndIncrement() == 0 ? without(taken, count) : FreePorts.take(count))) {
      assertThat(asked).hasValue(2);
      assertThat(addresses(network.network()))
          .hasSize(LocalNetwork.AUTHORITIES)
          .doesNotContain((InetSocketAddress) taken.getLocalSocketAddress());
      assertThat(addresses(Network.read(network.networkFile())))
          .isEqualTo(addresses(network.network()));
    }
  }

  @Test
  void whenNoPortIsLeftItSaysSoAndTheDirectoryCanBeUsedAgain(@TempDir Path directory)
      throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> LocalNetwork.start(directory, 0, count -> without(taken, count)).close())
          .isInstanceOf(CommandException.class)
          .hasMessage(
              "the local network does not start: cannot listen at 127.0.0.1:%d:"
                  + " Address already in use",
              taken.getLocalPort());
      assertThat(directory.resolve("network.toml")).doesNotExist();
    }
    try (LocalNetwork network = LocalNetwork.start(directory, 0)) {
      assertThat(network.networkFile()).exists();
    }
  }

  @Test
  void thePortsOfANetworkThatIsThereAreNotReplaced(@TempDir Path directory) throws IOException {
    LocalNetwork first = LocalNetwork.start(directory, 0);
    InetSocketAddress address = addresses(first.network()).get(0);
    first.close();
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(address);
      assertThatThrownBy(() -> LocalNetwork.start(directory, 0).close())
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("cannot listen at 127.0.0.1:" + address.getPort());
    }
    try (LocalNetwork again = LocalNetwork.start(directory, 0)) {
      assertThat(addresses(again.network()).get(0)).isEqualTo(address);
    }
  }

  /** Free ports, but for the last. */
  private static List<InetSocketAddress> without(ServerSocket taken, int count) {
    List<InetSocketAddress> addresses = new ArrayList<>(FreePorts.take(count - 1));
    addresses.add((InetSocketAddress) taken.getLocalSocketAddress());
    return addresses;
  }

  private static List<InetSocketAddress> addresses(Network network) {
    return network.authorities().stream()
        .map(AuthorityEntry::target)
        .flatMap(target -> target.addresses().stream())
        .toList();
  }
}
