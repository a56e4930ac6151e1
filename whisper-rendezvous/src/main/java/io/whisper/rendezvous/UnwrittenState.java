package io.whisper.rendezvous;

import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files that could not be written when it was last tried. A value counts until it is written,
 * since its owner tries again. A record counts until anything is written, and for 10 minutes at
 * most, since what it was for has failed and nobody writes it again. Thread-safe.
 */
final class UnwrittenState {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  /** Keys and hashes in the names of files, which a state that is shown to others must not tell. */
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

  private final TimeSource time;
  private final Map<String, Failure> failures = new HashMap<>();

  private record Failure(String reason, Instant since, boolean triedAgain) {}

  UnwrittenState(TimeSource time) {
    this.time = time;
  }

  /**
   * A file could not be written.
   *
   * @param triedAgain whether somebody goes on trying
   */
  synchronized void failed(String file, boolean triedAgain, String reason) {
    Instant now = time.now();
    String shown = KEY.matcher(reason).replaceAll("*");
    failures.merge(
        file,
        new Failure(shown, now, triedAgain),
        (before, again) -> triedAgain ? new Failure(shown, before.since(), true) : again);
  }

  /** A file was written. */
  synchronized void worked(String file) {
    failures.remove(file);
    failures.values().removeIf(failure -> !failure.triedAgain());
  }

  /** Why a file is not written, of the one that is so for the longest. */
  synchronized Optional<String> reason() {
    Instant recent = time.now().minus(REMEMBERED);
    failures
        .values()
        .removeIf(failure -> !failure.triedAgain() && !failure.since().isAfter(recent));
    return failures.values().stream()
        .min((one, other) -> one.since().compareTo(other.since()))
        .map(Failure::reason);
  }
}
