package io.whisper.rendezvous.point;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.rendezvous.fake.FakeCircuit;
import io.whisper.rendezvous.fake.FakeRelay;

/** Fuzz target of what a rendezvous point is told; the build runs it over its seeds. */
final class RendezvousServiceFuzzTest {

  /** Whatever data come with whatever command, they are answered or end their circuit alone. */
  @FuzzTest(maxDuration = "20s")
  void messages(byte[] data) {
    FakeRelay relay = new FakeRelay(new RendezvousService(RendezvousLimits.defaults()));
    FakeCircuit waiting = relay.circuit("a");
    waiting.receive(RendezvousCommand.ESTABLISH_RENDEZVOUS, new byte[Cookie.SIZE]);
    assertThat(waiting.take().command()).isEqualTo(RendezvousCommand.RENDEZVOUS_ESTABLISHED);
    for (int command = RelayCommand.RENDEZVOUS_FIRST;
        command <= RelayCommand.RENDEZVOUS_LAST;
        command++) {
      FakeCircuit circuit = relay.circuit("b");
      circuit.receive(command, data);
      RelayMessage answer = circuit.next();
      assertThat(answer != null).isNotEqualTo(circuit.closed());
      assertThat(waiting.closed()).isFalse();
      assertThat(circuit.next()).isNull();
    }
  }
}
