package io.whisper.node.command;

import io.whisper.onion.path.HopRange;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code N} or {@code A-B} hops from the command line. */
final class HopRangeConverter implements ITypeConverter<HopRange> {
  @Override
  public HopRange convert(String text) {
    return HopRange.parse(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' is not a number of hops from 0 to 3 or a range of them such as 1-3"));
  }
}
