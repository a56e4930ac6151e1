package io.whisper.onion.directory.wire;

import io.whisper.onion.directory.NetworkParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The parameters of votes and consensuses, to and from protobuf: ascending by name. */
public final class WireParameters {
  private WireParameters() {}

  /** The parameters as a document lists them. */
  public static List<ParameterValue> list(NetworkParameters parameters) {
    return parameters.values().entrySet().stream()
        .map(each -> ParameterValue.newBuilder().setName(each.getKey()).setValue(each.getValue()))
        .map(ParameterValue.Builder::build)
        .toList();
  }

  /** The parameters that a document lists, unless names do not ascend or are not allowed. */
  public static Optional<NetworkParameters> read(List<ParameterValue> wire) {
    Map<String, Long> values = new TreeMap<>();
    String last = "";
    for (ParameterValue parameter : wire) {
      if (parameter.getName().compareTo(last) <= 0) {
        return Optional.empty();
      }
      last = parameter.getName();
      values.put(last, parameter.getValue());
    }
    try {
      return Optional.of(new NetworkParameters(values));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
