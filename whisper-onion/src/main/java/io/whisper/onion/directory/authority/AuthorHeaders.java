package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was heard in one round of the votes of one author: headers that wait to count, and those
 * that do, of which two convict it. Not thread-safe.
 */
final class AuthorHeaders {
  /** Headers that are remembered before they count. */
  private static final int MAX_WAITING = 8;

  private final Map<Bytes32, SignedHeader> waiting = new LinkedHashMap<>();
  private final Map<Bytes32, SignedHeader> counted = new LinkedHashMap<>();

  /** Whether a header with this digest could still change anything. */
  boolean matters(Bytes32 digest) {
    return !convicted() && !counted.containsKey(digest);
  }

  /**
   * Lets a header wait, with all signatures that were heard under it; gives it with those, or null
   * when others that more have signed take the room.
   */
  @Nullable SignedHeader await(SignedHeader heard) {
    SignedHeader merged = waiting.merge(heard.digest(), heard, SignedHeader::merge);
    if (waiting.size() > MAX_WAITING) {
      waiting.values().stream()
          .min(Comparator.comparingInt(each -> each.signers().size()))
          .ifPresent(weakest -> waiting.remove(weakest.digest()));
    }
    return waiting.containsKey(merged.digest()) ? merged : null;
  }

  /** The headers that wait. */
  Collection<SignedHeader> waiting() {
    return waiting.values();
  }

  /** A header counts from now on. */
  void count(SignedHeader header) {
    waiting.remove(header.digest());
    counted.put(header.digest(), header);
  }

  /** The header with {@code digest}, if it counts. */
  Optional<SignedHeader> counted(Bytes32 digest) {
    return Optional.ofNullable(counted.get(digest));
  }

  /** The first header that counted. */
  Optional<SignedHeader> first() {
    return counted.values().stream().findFirst();
  }

  /** The header of the author's only vote; nothing when it cast none, or two. */
  Optional<SignedHeader> only() {
    return counted.size() == 1 ? first() : Optional.empty();
  }

  /** Whether the author cast two votes which counted. */
  boolean convicted() {
    return counted.size() > 1;
  }

  /** The two headers by which the author is convicted; none when it is not. */
  List<SignedHeader> evidence() {
    return convicted()
        ? counted.values().stream().map(SignedHeader::byAuthorOnly).toList()
        : List.of();
  }
}
