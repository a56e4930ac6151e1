package io.whisper.onion.circuit;

import io.whisper.core.bytes.Bytes32;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What kept circuits from being built since the last one was, in words that name no relay and no
 * address. Confined to the endpoint's loop but for {@link #sentence}.
 */
final class CircuitTroubles {
  /** Guards and reserves are fewer. */
  private static final int MOST = 16;

  private final Runnable changed;
  private final Map<Bytes32, String> unreachable = new LinkedHashMap<>();
  private String last = "";
  private String behind = "";
  private volatile String sentence = "";

  /** No troubles yet; {@code changed} is told when the sentence is another one. */
  CircuitTroubles(Runnable changed) {
    this.changed = changed;
  }

  /** What there is to say; empty when there is nothing. */
  String sentence() {
    return sentence;
  }

  /** A path that begins with this relay did not become a circuit. */
  void failed(Bytes32 first, BuildException failure) {
    if (failure.failure() == CircuitFailure.NO_LINK) {
      if (unreachable.size() < MOST || unreachable.containsKey(first)) {
        unreachable.put(first, failure.words());
      }
      last = failure.words();
    } else {
      behind = failure.words();
    }
    say();
  }

  /** There is no path to try. */
  void noPath(String why) {
    behind = why;
    say();
  }

  /** A circuit was built: what was said before holds no longer. */
  void built() {
    unreachable.clear();
    behind = "";
    say();
  }

  private void say() {
    StringBuilder words = new StringBuilder();
    if (!unreachable.isEmpty()) {
      int count = unreachable.size();
      words.append(count == 1 ? "a relay" : count + " relays");
      words.append(" could not be reached (").append(last).append(')');
    }
    if (!behind.isEmpty()) {
      words.append(words.isEmpty() ? "" : "; ").append("the last circuit failed (");
      words.append(behind).append(')');
    }
    String now = words.toString();
    if (!now.equals(sentence)) {
      sentence = now;
      changed.run();
    }
  }
}
