package io.whisper.onion.toml;

import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;

/** One value of a TOML file with the place where it stands, for whoever has to refuse it. */
public final class TomlValue {
  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]+)");

  private final Object value;
  private final String key;
  private final String file;
  private final @Nullable Path folder;
  private final int line;

  TomlValue(Object value, String key, String file, @Nullable Path folder, int line) {
    this.value = value;
    this.key = key;
    this.file = file;
    this.folder = folder;
    this.line = line;
  }

  /** The value as text. */
  public String string() {
    if (value instanceof String text) {
      return text;
    }
    throw refused("a string");
  }

  /** The value as text of {@code min} to {@code max} characters. */
  public String string(int min, int max) {
    String accepted = "a string of " + min + " to " + max + " characters";
    if (value instanceof String text && text.length() >= min && text.length() <= max) {
      return text;
    }
    throw refused(accepted);
  }

  /** The value as a whole number from {@code min} to {@code max}. */
  public long integer(long min, long max) {
    if (value instanceof Long number && number >= min && number <= max) {
      return number;
    }
    throw refused("a whole number from " + min + " to " + max);
  }

  /** The value as true or false. */
  public boolean bool() {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw refused("true or false");
  }

  /** The value as a time such as {@code "90s"}, {@code "10m"}, {@code "1h"} or {@code "14d"}. */
  public Duration duration(Duration min, Duration max) {
    String accepted =
        "a time from "
            + min.toSeconds()
            + "s to "
            + max.toSeconds()
            + "s, such as \"90s\", \"10m\", \"1h\", \"14d\"";
    Matcher matcher = QUANTITY.matcher(value instanceof String text ? text : "");
    if (matcher.matches()) {
      long unit =
          switch (matcher.group(2)) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 0;
          };
      Duration duration = Duration.ofSeconds(Long.parseLong(matcher.group(1)) * unit);
      if (unit > 0 && duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
        return duration;
      }
    }
    throw refused(accepted);
  }

  /** The value as a number of bytes: a whole number, or text such as {@code "10 MiB"}. */
  public long bytes(long min, long max) {
    long amount = -1;
    if (value instanceof Long number) {
      amount = number;
    } else if (value instanceof String text) {
      Matcher matcher = QUANTITY.matcher(text);
      if (matcher.matches()) {
        int shift =
            switch (matcher.group(2)) {
              case "B" -> 0;
              case "KiB" -> 10;
              case "MiB" -> 20;
              case "GiB" -> 30;
              default -> -1;
            };
        long number = Long.parseLong(matcher.group(1));
        amount = shift < 0 || number > Long.MAX_VALUE >> shift ? -1 : number << shift;
      }
    }
    if (amount >= min && amount <= max) {
      return amount;
    }
    throw refused(
        "a number of bytes from " + min + " to " + max + ", such as 65536, \"64 KiB\", \"10 MiB\"");
  }

  /** The value as the constant of {@code type} with that name in lower case. */
  public <E extends Enum<E>> E oneOf(Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (spelled(constant).equals(value)) {
        return constant;
      }
    }
    throw refused(
        Arrays.stream(type.getEnumConstants())
            .map(constant -> '"' + spelled(constant) + '"')
            .collect(Collectors.joining(", ", "one of ", "")));
  }

  /** The value as a path, relative to the folder of the file that names it. */
  public Path path() {
    try {
      Path path = Path.of(string(1, 4096));
      return folder == null ? path : folder.resolve(path);
    } catch (InvalidPathException e) {
      throw refused("a path");
    }
  }

  /**
   * The value as {@code "192.0.2.1:9001"} or {@code "[2001:db8::1]:9001"}; host names are refused.
   */
  public InetSocketAddress socketAddress() {
    return as(
        "an IP address and port such as \"192.0.2.1:9001\" or \"[2001:db8::1]:9001\"",
        SocketAddresses::parse);
  }

  /** The elements of the value, which must be an array. */
  public List<TomlValue> list() {
    if (!(value instanceof TomlArray array)) {
      throw refused("an array");
    }
    List<TomlValue> elements = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      Object element = array.get(i);
      elements.add(new TomlValue(element, key, file, folder, array.inputPositionOf(i).line()));
    }
    return elements;
  }

  /** The elements of the value, which must be an array of {@code min} to {@code max} of them. */
  public List<TomlValue> list(int min, int max) {
    List<TomlValue> elements = list();
    if (elements.size() < min || elements.size() > max) {
      throw refused("an array of " + min + " to " + max + " elements");
    }
    return elements;
  }

  /**
   * The value as text that {@code parser} understands.
   *
   * @param accepted what is accepted, in words, for the refusal
   * @param parser throws IllegalArgumentException for text that it refuses
   */
  public <T> T as(String accepted, Function<String, T> parser) {
    if (!(value instanceof String text)) {
      throw refused(accepted);
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw refused(accepted);
    }
  }

  /** The exception that refuses this value, naming file, line, value and what is accepted. */
  public TomlException refused(String accepted) {
    return TomlException.ofLine(
        file, line, "the key '" + key + "' is " + shown() + "; accepted is " + accepted);
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String shown() {
    if (value instanceof String text) {
      String oneLine = text.replaceAll("\\p{Cntrl}", "?");
      return '"' + (oneLine.length() > 80 ? oneLine.substring(0, 80) + "..." : oneLine) + '"';
    }
    if (value instanceof TomlArray array) {
      return "an array of " + array.size();
    }
    if (value instanceof org.tomlj.TomlTable) {
      return "a table";
    }
    return value.toString();
  }
}
