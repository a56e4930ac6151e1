package io.whisper.onion.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServicesTest {

  private record Range(int firstCommand, int lastCommand, int maximumLength)
      implements RelayService {
    @Override
    public void onMessage(ServedCircuit circuit, RelayMessage message) {}
  }

  @Test
  void aServiceIsFoundByEachCommandOfItsRange() {
    Range service = new Range(32, 47, 3000);
    Services services = new Services(List.of(service));
    assertThat(services.of(31)).isNull();
    assertThat(services.of(32)).isSameAs(service);
    assertThat(services.of(47)).isSameAs(service);
    assertThat(services.of(48)).isNull();
  }

  @Test
  void aServiceSetsTheLimitOfItsMessages() {
    Services services = new Services(List.of(new Range(32, 47, 3000)));
    assertThat(services.limits().applyAsInt(32)).isEqualTo(3000);
    assertThat(services.limits().applyAsInt(48)).isEqualTo(RelayCommand.DEFAULT_LIMIT);
  }

  @Test
  void twoServicesForOneCommandAreRefused() {
    List<RelayService> overlapping = List.of(new Range(32, 47, 1), new Range(47, 48, 1));
    assertThatThrownBy(() -> new Services(overlapping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("47");
  }

  @Test
  void rangesOutsideTheServicesCommandsAreRefused() {
    for (Range wrong :
        List.of(
            new Range(15, 20, 1),
            new Range(40, 39, 1),
            new Range(240, 256, 1),
            new Range(32, 47, -1),
            new Range(32, 47, 65_536))) {
      assertThatThrownBy(() -> new Services(List.of(wrong)))
          .as("%s", wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
