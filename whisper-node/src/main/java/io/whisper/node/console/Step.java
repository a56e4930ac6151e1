package io.whisper.node.console;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One thing that a command did: what it is called, whether it went well, how long it took and what
 * came of it.
 *
 * @param name the step's name in JSON, such as {@code message}
 * @param ok false when this step failed
 * @param millis how long it took, in milliseconds, at least 0
 * @param text the line for a person; the JSON form leaves it out
 * @param fields what else the JSON form carries, in this order; values are strings, numbers,
 *     booleans, lists or maps of them
 */
public record Step(String name, boolean ok, long millis, String text, Map<String, Object> fields) {

  /** Copies the fields, keeping their order. */
  public Step {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(text, "text");
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** A step that went well. */
  public static Step done(String name, long millis, String text) {
    return new Step(name, true, millis, text, Map.of());
  }

  /** A step that failed; the text is its reason. */
  public static Step failed(String name, long millis, String text) {
    return new Step(name, false, millis, text, Map.of("error", text));
  }

  /** The same step with one more field. */
  public Step with(String field, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(field, value);
    return new Step(name, ok, millis, text, more);
  }
}
