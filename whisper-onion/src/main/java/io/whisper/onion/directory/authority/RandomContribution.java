package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RandomCommit;
import io.whisper.onion.directory.RandomShare;
import io.whisper.onion.directory.RandomState;
import io.whisper.onion.directory.SharedRandom;
import io.whisper.onion.directory.TimePeriod;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this authority gives to shared random values: one secret a time period, which it commits
 * itself to in the first half and reveals in the second. See docs/protocol.md, sections 8.9 and
 * 16.2.
 *
 * <p>The secret is on the disk before anybody sees the commitment, so that no restart makes two of
 * them; it leaves the disk when the reveal is in a consensus, or the period is over. Confined to
 * one thread at a time; calls may block.
 */
final class RandomContribution {
  private static final Logger LOG = LoggerFactory.getLogger(RandomContribution.class);
  private static final String NAME = "random";
  private static final int VERSION = 1;

  private final Network network;
  private final Bytes32 self;
  private final byte[] seed;
  private final StateStore store;
  private final SecureRandom random;
  private long unreadableIn = -1;

  /**
   * What is kept of a period.
   *
   * @param period its number
   * @param commitment what this authority committed itself to
   * @param reveal what to; nothing once everybody knows it
   */
  private record Kept(long period, Bytes32 commitment, @Nullable Bytes32 reveal) {
    byte[] encode() {
      ByteWriter writer = ByteWriter.growing().u8(VERSION).u64(period);
      commitment.writeTo(writer);
      if (reveal != null) {
        reveal.writeTo(writer);
      }
      return writer.toByteArray();
    }
  }

  /**
   * The contribution of the authority {@code self}.
   *
   * @param seed the secret of its identity, which stays the caller's
   */
  RandomContribution(
      Network network, Bytes32 self, byte[] seed, StateStore store, SecureRandom random) {
    this.network = network;
    this.self = self;
    this.seed = seed;
    this.store = store;
    this.random = random;
  }

  /** What to say in the vote of {@code round}, where {@code held} is what was agreed on last. */
  VotedRandom vote(Instant round, Optional<RandomState> held) {
    TimePeriod period = TimePeriod.at(round, network.parameters().periodMinutes());
    // Of a period that is not over yet by our clock there is nothing to say.
    Optional<RandomState> known = held.filter(state -> state.period() <= period.number());
    try {
      Optional<RandomShare> own =
          period.isFirstHalf(round)
              ? committing(period.number(), known)
              : revealing(period.number(), known);
      return VotedRandom.of(known, own);
    } catch (StateException unusable) {
      LOG.warn("no share in the next shared random value: {}", unusable.getMessage());
      return VotedRandom.of(known, Optional.empty());
    }
  }

  private Optional<RandomShare> committing(long period, Optional<RandomState> held) {
    Optional<Kept> kept = read(period);
    if (kept.isPresent() && kept.get().period() >= period) {
      return kept.filter(own -> own.period() == period).map(this::share);
    }
    if (agreed(period, held).isPresent()) {
      LOG.warn("no share in the next shared random value: its secret is not kept here any more");
      return Optional.empty();
    }
    byte[] secret = new byte[Bytes32.SIZE];
    random.nextBytes(secret);
    Bytes32 reveal = SharedRandom.reveal(secret);
    Arrays.fill(secret, (byte) 0);
    Kept made =
        new Kept(period, SharedRandom.commitment(network.id(), self, period, reveal), reveal);
    store.write(NAME, made.encode());
    return Optional.of(share(made));
  }

  /** Nothing is revealed but what the others agreed to have from us. */
  private Optional<RandomShare> revealing(long period, Optional<RandomState> held) {
    Optional<Kept> kept = read(period);
    if (kept.isPresent() && kept.get().period() < period) {
      store.delete(NAME);
      return Optional.empty();
    }
    Optional<RandomShare> agreed = agreed(period, held);
    if (kept.isEmpty() || agreed.isEmpty() || agreed.get().second() != null) {
      return Optional.empty();
    }
    Bytes32 reveal = kept.get().reveal();
    boolean ours = agreed.get().commit().value().equals(kept.get().commitment());
    if (reveal == null || !ours) {
      return Optional.empty();
    }
    if (agreed.get().reveal() != null) {
      store.write(NAME, new Kept(period, kept.get().commitment(), null).encode());
      return Optional.empty();
    }
    return Optional.of(agreed.get().revealing(reveal));
  }

  private Optional<RandomShare> agreed(long period, Optional<RandomState> held) {
    return held.filter(state -> state.period() == period).flatMap(state -> state.share(self));
  }

  private RandomShare share(Kept own) {
    return RandomShare.of(RandomCommit.sign(network.id(), own.period(), own.commitment(), seed));
  }

  /** What is kept; when it cannot be read, this authority is silent until the next period. */
  private Optional<Kept> read(long present) {
    if (unreadableIn >= 0 && unreadableIn < present) {
      store.delete(NAME);
      unreadableIn = -1;
    }
    try {
      return store.read(NAME).map(RandomContribution::decode);
    } catch (StateException damaged) {
      unreadableIn = present;
      throw damaged;
    }
  }

  private static Kept decode(byte[] bytes) {
    ByteReader reader = new ByteReader(bytes);
    boolean known = reader.u8() == VERSION;
    long period = reader.u64();
    Bytes32 commitment = reader.bytes32();
    Bytes32 reveal = reader.remaining() > 0 ? reader.bytes32() : null;
    if (!known || !reader.done()) {
      throw new StateException("the state 'random' is not one that this version wrote");
    }
    return new Kept(period, commitment, reveal);
  }
}
