package io.whisper.node.command;

import io.whisper.onion.path.HopRange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code N} or {@code A-B} hops from the command line. */
final class HopRangeConverter implements ITypeConverter<HopRange> {
  private static final Pattern HOPS = Pattern.compile("([0-3])(?:-([0-3]))?");

  @Override
  public HopRange convert(String text) {
    Matcher matcher = HOPS.matcher(text);
    if (matcher.matches()) {
      int least = Integer.parseInt(matcher.group(1));
      int most = matcher.group(2) == null ? least : Integer.parseInt(matcher.group(2));
      if (least <= most) {
        return new HopRange(least, most);
      }
    }
    throw new TypeConversionException(
        "'" + text + "' is not a number of hops from 0 to 3 or a range of them such as 1-3");
  }
}
