package io.whisper.onion.circuit;

import static io.whisper.onion.testkit.TestNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.whisper.core.state.StateStore;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.testkit.EchoService;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Relays that listen on [::1] only, and an endpoint that reaches them there. */
class Ipv6Test {
  private static InetAddress loopback() throws UnknownHostException {
    byte[] address = new byte[16];
    address[15] = 1;
    return InetAddress.getByAddress(address);
  }

  @BeforeAll
  static void ipv6IsThere() throws UnknownHostException {
    try (ServerSocket probe = new ServerSocket(0, 1, loopback())) {
      assertThat(probe.isBound()).isTrue();
    } catch (IOException none) {
      abort("this machine has no IPv6 loopback: " + none.getMessage());
    }
  }

  @Test
  void everyLengthReachesItsTarget() throws Exception {
    try (TestNetwork network = TestNetwork.builder(5).address(loopback()).start()) {
      assertThat(network.relay(0).address().getAddress()).isEqualTo(loopback());
      TestEndpoint endpoint =
          network.endpoint(StateStore.inMemory(), CircuitSettings.defaults().withCleanPerLength(0));
      for (int hops = 0; hops <= HopRange.MAX_HOPS; hops++) {
        CircuitRequest request = new CircuitRequest(network.entry(0), hops, false, "test");
        Circuit circuit = await(endpoint.circuits().open(request));
        Talk talk = Talk.over(endpoint.reactor(), circuit);
        byte[] hello = {6, (byte) hops};
        assertThat(talk.ask(EchoService.ECHO, hello).data()).isEqualTo(hello);
        talk.close();
      }
    }
  }
}
