package io.whisper.onion.directory;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.wire.ConsensusDocument;
import io.whisper.onion.directory.wire.ConsensusRelay;
import io.whisper.onion.directory.wire.WireParameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a consensus says, before anybody signed it. See docs/protocol.md, section 8.
 *
 * @param network the network that it is for
 * @param validAfter when it was voted on, in whole seconds
 * @param freshUntil when to look for the next one
 * @param validUntil when it may not be used any more
 * @param sharedRandom the shared random value of its time period
 * @param previousSharedRandom that of the time period before
 * @param parameters the network's parameters
 * @param relays the relays, ascending by identity
 * @param excluded the identities of authorities that signed two different votes, ascending
 * @param shares the authorities' shares in the next shared random value, ascending
 */
public record ConsensusBody(
    Bytes32 network,
    Instant validAfter,
    Instant freshUntil,
    Instant validUntil,
    Bytes32 sharedRandom,
    Bytes32 previousSharedRandom,
    NetworkParameters parameters,
    List<RelayEntry> relays,
    List<Bytes32> excluded,
    List<RandomShare> shares) {
  /** The most relays in a consensus. */
  public static final int MAX_RELAYS = 16_384;

  private static final int VERSION = 1;

  /** Puts relays and excluded authorities in order; refuses duplicates and times out of order. */
  public ConsensusBody {
    relays = relays.stream().sorted(Comparator.comparing(RelayEntry::identity)).toList();
    excluded = List.copyOf(new TreeSet<>(excluded));
    long period = TimePeriod.at(validAfter, parameters.periodMinutes()).number();
    shares = new RandomState(period, sharedRandom, previousSharedRandom, shares).shares();
    if (relays.size() > MAX_RELAYS) {
      throw new IllegalArgumentException(relays.size() + " relays; accepted are " + MAX_RELAYS);
    }
    for (int i = 1; i < relays.size(); i++) {
      if (relays.get(i).identity().equals(relays.get(i - 1).identity())) {
        throw new IllegalArgumentException("a relay is listed twice");
      }
    }
    if (!validAfter.isBefore(freshUntil) || freshUntil.isAfter(validUntil)) {
      throw new IllegalArgumentException(
          "times " + validAfter + ", " + freshUntil + ", " + validUntil + " are not in order");
    }
  }

  /** The body of a round in which no shared random value was drawn yet. */
  public static ConsensusBody of(
      Bytes32 network,
      Instant validAfter,
      NetworkParameters parameters,
      List<RelayEntry> relays,
      List<Bytes32> excluded) {
    long period = TimePeriod.at(validAfter, parameters.periodMinutes()).number();
    return of(
        network, validAfter, parameters, relays, excluded, RandomState.begin(network, period));
  }

  /**
   * The body of the round that begins at {@code validAfter}: its times follow from the parameters.
   * It is fresh until the next one is out, three quarters into its interval.
   *
   * @param random the shared random values of its time period
   */
  public static ConsensusBody of(
      Bytes32 network,
      Instant validAfter,
      NetworkParameters parameters,
      List<RelayEntry> relays,
      List<Bytes32> excluded,
      RandomState random) {
    long interval = parameters.voteInterval().toSeconds();
    Instant freshUntil = validAfter.plusSeconds(interval + interval * 3 / 4);
    Instant validUntil = validAfter.plus(parameters.consensusLife());
    return new ConsensusBody(
        network,
        validAfter,
        freshUntil,
        validUntil.isAfter(freshUntil) ? validUntil : freshUntil,
        random.value(),
        random.previous(),
        parameters,
        relays,
        excluded,
        random.shares());
  }

  /** The body's bytes. */
  public byte[] encode() {
    ConsensusDocument.Builder wire =
        ConsensusDocument.newBuilder()
            .setVersion(VERSION)
            .setNetwork(WireRelay.bytes(network))
            .setValidAfter(validAfter.getEpochSecond())
            .setFreshUntil(freshUntil.getEpochSecond())
            .setValidUntil(validUntil.getEpochSecond())
            .setSharedRandom(WireRelay.bytes(sharedRandom))
            .setPreviousSharedRandom(WireRelay.bytes(previousSharedRandom));
    wire.addAllParameters(WireParameters.list(parameters));
    relays.forEach(relay -> wire.addRelays(WireRelay.wire(relay)));
    excluded.forEach(authority -> wire.addExcluded(WireRelay.bytes(authority)));
    shares.forEach(share -> wire.addRandomShares(ByteString.copyFrom(share.encode())));
    return wire.build().toByteArray();
  }

  /** The body in {@code encoded}, unless something in it is not allowed. */
  public static Optional<ConsensusBody> decode(byte[] encoded) {
    try {
      return of(ConsensusDocument.parseFrom(encoded));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static Optional<ConsensusBody> of(ConsensusDocument wire) {
    Optional<Bytes32> network = WireRelay.bytes32(wire.getNetwork());
    Optional<Bytes32> random = WireRelay.bytes32(wire.getSharedRandom());
    Optional<Bytes32> previous = WireRelay.bytes32(wire.getPreviousSharedRandom());
    Optional<NetworkParameters> parameters = WireParameters.read(wire.getParametersList());
    Optional<List<RelayEntry>> relays = relays(wire.getRelaysList());
    Optional<List<Bytes32>> excluded = excluded(wire.getExcludedList());
    boolean complete =
        network.isPresent()
            && random.isPresent()
            && previous.isPresent()
            && parameters.isPresent()
            && relays.isPresent()
            && excluded.isPresent();
    boolean inOrder =
        DocumentTime.isValid(wire.getValidAfter())
            && DocumentTime.isValid(wire.getValidUntil())
            && wire.getValidAfter() < wire.getFreshUntil()
            && wire.getFreshUntil() <= wire.getValidUntil();
    if (wire.getVersion() != VERSION || !complete || !inOrder) {
      return Optional.empty();
    }
    Instant validAfter = Instant.ofEpochSecond(wire.getValidAfter());
    Optional<List<RandomShare>> shares =
        shares(
            wire.getRandomSharesList(),
            TimePeriod.at(validAfter, parameters.get().periodMinutes()).number());
    if (shares.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ConsensusBody(
            network.get(),
            validAfter,
            Instant.ofEpochSecond(wire.getFreshUntil()),
            Instant.ofEpochSecond(wire.getValidUntil()),
            random.get(),
            previous.get(),
            parameters.get(),
            relays.get(),
            excluded.get(),
            shares.get()));
  }

  /** The shares of period {@code number}; the signatures in them are the authorities' matter. */
  private static Optional<List<RandomShare>> shares(List<ByteString> wire, long number) {
    List<RandomShare> shares = new ArrayList<>();
    for (ByteString each : wire) {
      Optional<RandomShare> share = RandomShare.decode(each.toByteArray());
      boolean fits =
          share.isPresent()
              && shares.size() < Network.MAX_AUTHORITIES
              && share.get().period() == number
              && (shares.isEmpty()
                  || RandomShare.ORDER.compare(shares.get(shares.size() - 1), share.get()) < 0);
      if (!fits) {
        return Optional.empty();
      }
      shares.add(share.get());
    }
    return Optional.of(shares);
  }

  private static Optional<List<RelayEntry>> relays(List<ConsensusRelay> wire) {
    if (wire.size() > MAX_RELAYS) {
      return Optional.empty();
    }
    List<RelayEntry> relays = new ArrayList<>(wire.size());
    for (ConsensusRelay each : wire) {
      Optional<RelayEntry> relay = WireRelay.entry(each);
      boolean ascending =
          relay.isPresent()
              && (relays.isEmpty()
                  || relays.get(relays.size() - 1).identity().compareTo(relay.get().identity())
                      < 0);
      if (!ascending) {
        return Optional.empty();
      }
      relays.add(relay.get());
    }
    return Optional.of(relays);
  }

  private static Optional<List<Bytes32>> excluded(List<ByteString> wire) {
    TreeSet<Bytes32> excluded = new TreeSet<>();
    for (ByteString each : wire) {
      Optional<Bytes32> identity = WireRelay.bytes32(each);
      if (identity.isEmpty()
          || (!excluded.isEmpty() && excluded.last().compareTo(identity.get()) >= 0)) {
        return Optional.empty();
      }
      excluded.add(identity.get());
    }
    return Optional.of(List.copyOf(excluded));
  }
}
