package io.whisper.onion.toml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The key, or other word of a fixed set, that somebody most likely meant. */
public final class NearestKey {
  private NearestKey() {}

  /** The nearest of {@code known} to {@code key}, by the number of edits between them. */
  public static Optional<String> of(String key, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.comparingInt((String candidate) -> edits(key, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Whether {@code key} is likely a slip of the pen for {@code known}. */
  public static boolean isSlip(String key, String known) {
    return edits(key, known) <= Math.max(1, known.length() / 3);
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours that lead from one to the other.
   */
  static int edits(String from, String to) {
    int[][] distance = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      distance[i][0] = i;
    }
    for (int j = 0; j <= to.length(); j++) {
      distance[0][j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      for (int j = 1; j <= to.length(); j++) {
        int replaced = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int best =
            Math.min(
                distance[i - 1][j - 1] + replaced,
                Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          best = Math.min(best, distance[i - 2][j - 2] + 1);
        }
        distance[i][j] = best;
      }
    }
    return distance[from.length()][to.length()];
  }
}
