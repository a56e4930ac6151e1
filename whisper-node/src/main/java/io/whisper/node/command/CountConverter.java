package io.whisper.node.command;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads after how many of something a command ends: 1 or more. */
final class CountConverter implements ITypeConverter<Long> {
  private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,17}");

  @Override
  public Long convert(String text) {
    if (!COUNT.matcher(text).matches()) {
      throw new TypeConversionException("'" + text + "' is not a number of 1 or more");
    }
    return Long.valueOf(text);
  }
}
