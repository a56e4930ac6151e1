package io.whisper.node.command;

import io.whisper.rendezvous.Profile;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a profile from the command line. */
final class ProfileConverter implements ITypeConverter<Profile> {
  @Override
  public Profile convert(String text) {
    return Profile.named(text.toUpperCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not a profile; there are " + names()));
  }

  private static String names() {
    return Profile.presets().stream()
        .map(profile -> profile.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
