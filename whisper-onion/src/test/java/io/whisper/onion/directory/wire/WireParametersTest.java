package io.whisper.onion.directory.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireParametersTest {
  private static ParameterValue value(String name) {
    return ParameterValue.newBuilder().setName(name).setValue(7).build();
  }

  @Test
  void whatIsListedIsRead() {
    NetworkParameters parameters =
        NetworkParameters.STANDARD
            .with(NetworkParameter.VOTE_INTERVAL_SECONDS, 4)
            .with(NetworkParameter.RELAX_ADDRESS_BLOCKS, 1);
    List<ParameterValue> wire = WireParameters.list(parameters);
    assertThat(wire).extracting(ParameterValue::getName).isSorted();
    assertThat(WireParameters.read(wire)).contains(parameters);
  }

  @Test
  void namesThatDoNotAscendAreRefused() {
    assertThat(WireParameters.read(List.of(value("a"), value("b")))).isPresent();
    assertThat(WireParameters.read(List.of(value("b"), value("a")))).isEmpty();
    assertThat(WireParameters.read(List.of(value("a"), value("a")))).isEmpty();
  }

  @Test
  void namesThatAreNotAllowedAreRefused() {
    assertThat(WireParameters.read(List.of(value("A")))).isEmpty();
    assertThat(WireParameters.read(List.of(value("")))).isEmpty();
  }
}
