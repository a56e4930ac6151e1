package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.LogContents;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RandomShare;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What happened in the present round, on disk, so that an authority that is killed takes up its
 * place in it and never casts a second vote.
 *
 * <p>A record is a kind of one byte and what belongs to it. Each is written before what it records
 * takes effect; replaying all of them makes the same round again. Not thread-safe; calls may block.
 */
final class RoundJournal {
  private static final String NAME = "round";
  private static final String EVIDENCE = "evidence";
  private static final String COMMITS = "commits";
  private static final int VERSION = 1;

  private static final int BEGUN = 1;
  private static final int CAST = 2;
  private static final int HEARD = 3;
  private static final int SUPPLIED = 4;
  private static final int STEPPED = 5;
  private static final int SIGNED = 6;
  private static final int ENDORSED = 7;

  private final StateStore store;

  RoundJournal(StateStore store) {
    this.store = store;
  }

  /** Forgets the round before and begins that of {@code start}. */
  void begin(Instant start) {
    byte[] begun =
        ByteWriter.ofSize(10).u8(BEGUN).u8(VERSION).u64(start.getEpochSecond()).toByteArray();
    store.replaceRecords(NAME, List.of(begun));
  }

  void cast(Vote vote) {
    append(CAST, vote.bytes());
  }

  void heard(SignedHeader header) {
    append(HEARD, header.encode());
  }

  void supplied(Vote vote) {
    append(SUPPLIED, vote.bytes());
  }

  void stepped() {
    append(STEPPED, new byte[0]);
  }

  void signed() {
    append(SIGNED, new byte[0]);
  }

  void endorsed(ConsensusEndorsement endorsement) {
    append(ENDORSED, AuthorityMessage.endorse(endorsement));
  }

  /** Keeps, beside the rounds and for good, by what an authority was convicted of two votes. */
  void convict(List<SignedHeader> evidence) {
    for (SignedHeader header : evidence) {
      store.append(EVIDENCE, header.encode());
    }
  }

  /** Keeps, once and for good, that an authority committed itself twice in one time period. */
  void convict(RandomShare share) {
    byte[] evidence = share.encode();
    if (store.records(COMMITS).stream().noneMatch(kept -> Arrays.equals(kept, evidence))) {
      store.append(COMMITS, evidence);
    }
  }

  private void append(int kind, byte[] content) {
    store.append(NAME, ByteWriter.growing().u8(kind).bytes(content).toByteArray());
  }

  /**
   * The round of {@code start} as it was when the last record was written; nothing for another.
   *
   * @throws StateException when the journal cannot be read whole: what is missing may be the vote
   *     that was cast
   */
  Optional<Round> replay(Network network, Bytes32 self, byte[] seed, Instant start) {
    LogContents kept = store.log(NAME);
    if (kept.damagedBytes() > 0) {
      throw new StateException(NAME + ".log is damaged: " + kept.damagedBytes() + " bytes of it");
    }
    List<byte[]> records = kept.records();
    if (records.isEmpty()) {
      return Optional.empty();
    }
    ByteReader begun = new ByteReader(records.get(0));
    boolean here =
        begun.u8() == BEGUN
            && begun.u8() == VERSION
            && begun.u64() == start.getEpochSecond()
            && begun.done();
    if (!here) {
      return Optional.empty();
    }
    Round round = new Round(network, self, seed, start);
    for (byte[] record : records.subList(1, records.size())) {
      ByteReader reader = new ByteReader(record);
      int kind = reader.u8();
      apply(round, kind, reader.rest(), network);
    }
    return Optional.of(round);
  }

  private static void apply(Round round, int kind, byte[] content, Network network) {
    switch (kind) {
      case CAST -> round.cast(Vote.read(content, network));
      case HEARD -> SignedHeader.verify(content, network).ifPresent(round::hear);
      case SUPPLIED -> round.supply(Vote.read(content, network));
      case STEPPED -> round.echo();
      case SIGNED -> round.close().count().ifPresent(round::sign);
      case ENDORSED ->
          AuthorityMessage.verify(content, network)
              .ifPresent(
                  message -> {
                    if (message instanceof AuthorityMessage.Endorsement endorsement) {
                      round.hear(endorsement.endorsement());
                    }
                  });
      default -> {
        // Written by a newer version: what it records is as if it had not been heard.
      }
    }
  }
}
