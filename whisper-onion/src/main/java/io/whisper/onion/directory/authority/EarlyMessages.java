package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was heard of a round before it began here, kept until it does.
 *
 * <p>All of it is verified, and the bound is each authority's own: nobody can take up the room of
 * another. The same thing told twice is kept once. Not thread-safe.
 */
final class EarlyMessages {
  /** Headers, and endorsements, that are kept of one authority: two convict it already. */
  private static final int MAX_EACH = 2;

  private final Map<Bytes32, Map<Bytes32, AuthorityMessage.Announcement>> announcements =
      new TreeMap<>();
  private final Map<Bytes32, Map<Named, AuthorityMessage.Endorsement>> endorsements =
      new TreeMap<>();

  /**
   * What an endorsement is of.
   *
   * @param round the beginning of the round
   * @param digest what names the consensus
   */
  private record Named(Instant round, Bytes32 digest) {}

  /** Keeps {@code message}; false when its authority has its share already. */
  boolean keep(AuthorityMessage message) {
    if (message instanceof AuthorityMessage.Announcement announcement) {
      return keep(announcement);
    }
    AuthorityMessage.Endorsement endorsement = (AuthorityMessage.Endorsement) message;
    ConsensusEndorsement signed = endorsement.endorsement();
    Map<Named, AuthorityMessage.Endorsement> kept =
        endorsements.computeIfAbsent(signed.signature().signer(), signer -> new LinkedHashMap<>());
    Named named = new Named(signed.round(), signed.digest());
    if (kept.size() == MAX_EACH && !kept.containsKey(named)) {
      return false;
    }
    kept.putIfAbsent(named, endorsement);
    return true;
  }

  private boolean keep(AuthorityMessage.Announcement announcement) {
    SignedHeader header = announcement.header();
    Map<Bytes32, AuthorityMessage.Announcement> kept =
        announcements.computeIfAbsent(header.header().authority(), author -> new LinkedHashMap<>());
    if (kept.size() == MAX_EACH && !kept.containsKey(header.digest())) {
      return false;
    }
    kept.merge(
        header.digest(),
        announcement,
        (before, again) ->
            new AuthorityMessage.Announcement(
                before.header().merge(again.header()),
                before.vote().isEmpty() ? again.vote() : before.vote()));
    return true;
  }

  /** Everything that was kept, which is then forgotten here. */
  List<AuthorityMessage> take() {
    List<AuthorityMessage> taken = new ArrayList<>();
    announcements.values().forEach(kept -> taken.addAll(kept.values()));
    endorsements.values().forEach(kept -> taken.addAll(kept.values()));
    announcements.clear();
    endorsements.clear();
    return taken;
  }
}
