package io.whisper.onion.directory.authority;

import com.google.protobuf.ByteString;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RandomShare;
import io.whisper.onion.directory.RandomState;
import io.whisper.onion.directory.wire.VoteBody;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one authority knows and says of shared random values in one vote. See docs/protocol.md,
 * section 8.9.
 *
 * @param held the state of the consensus that it holds, with what it adds to it
 * @param shares all shares in it, its own among them, ascending by period and authority
 */
record VotedRandom(Optional<RandomState> held, List<RandomShare> shares) {
  /** Of an authority that knows nothing and says nothing. */
  static final VotedRandom NONE = new VotedRandom(Optional.empty(), List.of());

  /** The most shares in a vote: of the period that ended and of the one that begins. */
  static final int MAX_SHARES = 2 * Network.MAX_AUTHORITIES;

  private static final Comparator<RandomShare> ORDER =
      Comparator.comparingLong(RandomShare::period).thenComparing(RandomShare::authority);

  /** What an authority says that holds {@code held} and has {@code own} to add. */
  static VotedRandom of(Optional<RandomState> held, Optional<RandomShare> own) {
    List<RandomShare> shares = new ArrayList<>();
    held.ifPresent(state -> shares.addAll(state.shares()));
    own.ifPresent(
        share -> {
          shares.removeIf(each -> ORDER.compare(each, share) == 0);
          shares.add(share);
        });
    shares.sort(ORDER);
    return new VotedRandom(held.map(state -> with(state, shares)), List.copyOf(shares));
  }

  private static RandomState with(RandomState state, List<RandomShare> shares) {
    return new RandomState(
        state.period(),
        state.value(),
        state.previous(),
        shares.stream().filter(share -> share.period() == state.period()).toList());
  }

  void writeTo(VoteBody.Builder wire) {
    held.ifPresent(
        state ->
            wire.setRandomPeriod(state.period() + 1)
                .setRandomValue(ByteString.copyFrom(state.value().toByteArray()))
                .setRandomPrevious(ByteString.copyFrom(state.previous().toByteArray())));
    shares.forEach(share -> wire.addRandomShares(ByteString.copyFrom(share.encode())));
  }

  /** What {@code wire} says, if authorities signed it. Costs a signature check a share. */
  static Optional<VotedRandom> read(VoteBody wire, Network network) {
    if (wire.getRandomSharesCount() > MAX_SHARES) {
      return Optional.empty();
    }
    List<RandomShare> shares = new ArrayList<>();
    for (ByteString each : wire.getRandomSharesList()) {
      Optional<RandomShare> share = RandomShare.decode(each.toByteArray());
      boolean fits =
          share.isPresent()
              && (shares.isEmpty() || ORDER.compare(shares.get(shares.size() - 1), share.get()) < 0)
              && share.get().verifies(network);
      if (!fits) {
        return Optional.empty();
      }
      shares.add(share.get());
    }
    long number = wire.getRandomPeriod();
    if (number == 0) {
      boolean silent = wire.getRandomValue().isEmpty() && wire.getRandomPrevious().isEmpty();
      return silent
          ? Optional.of(new VotedRandom(Optional.empty(), List.copyOf(shares)))
          : Optional.empty();
    }
    if (number < 0
        || number >= 1L << 40
        || wire.getRandomValue().size() != Bytes32.SIZE
        || wire.getRandomPrevious().size() != Bytes32.SIZE) {
      return Optional.empty();
    }
    RandomState bare =
        new RandomState(
            number - 1,
            Bytes32.of(wire.getRandomValue().toByteArray()),
            Bytes32.of(wire.getRandomPrevious().toByteArray()),
            List.of());
    return Optional.of(new VotedRandom(Optional.of(with(bare, shares)), List.copyOf(shares)));
  }

  /** The shares of period {@code number}, by authority. */
  Map<Bytes32, RandomShare> shares(long number) {
    Map<Bytes32, RandomShare> found = new TreeMap<>();
    shares.stream()
        .filter(share -> share.period() == number)
        .forEach(share -> found.put(share.authority(), share));
    return found;
  }
}
