package io.whisper.onion.directory.service;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.circuit.CircuitException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was tried for a consensus and what came of it, in words for a person: authorities by the
 * names that the network file gives them, relays by their number, nobody by key or address.
 * Confined to the loop but for {@link #sentence}, {@link #inVain} and {@link #listen}.
 */
final class DirectoryTroubles {
  /** Relays beyond are not counted. */
  private static final int MOST_RELAYS = 100;

  private static final String NO_ANSWER_YET = "no answer yet";

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, String> authorities = new TreeMap<>();
  private final Set<Bytes32> relays = new HashSet<>();
  private String lastOfRelays = "";
  private volatile String sentence = "";
  private volatile boolean inVain;

  /** Has a listener called when {@link #sentence} or {@link #inVain} changes. */
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** What there is to say; empty when there is nothing. */
  String sentence() {
    return sentence;
  }

  /** Whether somebody was asked since a consensus was accepted last, and failed or had none. */
  boolean inVain() {
    return inVain;
  }

  /** An authority is being asked. */
  void asking(String authority) {
    authorities.putIfAbsent(authority, NO_ANSWER_YET);
    say();
  }

  /** It gave no consensus. */
  void failed(String authority, @Nullable Throwable failure) {
    authorities.put(authority, words(failure));
    say();
  }

  /** A relay, which is never named, gave none. */
  void relayFailed(Bytes32 relay, @Nullable Throwable failure) {
    if (relays.size() < MOST_RELAYS) {
      relays.add(relay);
    }
    lastOfRelays = words(failure);
    say();
  }

  /** Somebody gave what it should: what was said before holds no longer. */
  void over() {
    authorities.clear();
    relays.clear();
    say();
  }

  /** Somebody who was asked failed, or had none that is newer. */
  void askedInVain() {
    if (!inVain) {
      inVain = true;
      changed();
    }
  }

  /** A consensus was accepted. */
  void accepted() {
    inVain = false;
    over();
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  private static String words(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof CircuitException circuit) {
      return circuit.words();
    }
    return cause instanceof DirectoryException directory
        ? String.valueOf(directory.getMessage())
        : "it failed here";
  }

  private void say() {
    StringBuilder words = new StringBuilder();
    if (!relays.isEmpty()) {
      words.append("tried ").append(relays.size() == 1 ? "a relay" : relays.size() + " relays");
      words.append(" (").append(lastOfRelays).append(')');
    }
    if (!authorities.isEmpty()) {
      words.append(words.isEmpty() ? "tried " : " and ");
      words.append(authorities.size() == 1 ? "the authority " : "the authorities ");
      words.append(
          authorities.entrySet().stream()
              .map(each -> each.getKey() + " (" + each.getValue() + ")")
              .collect(Collectors.joining(", ")));
    }
    String now = words.toString();
    if (!now.equals(sentence)) {
      sentence = now;
      changed();
    }
  }
}
