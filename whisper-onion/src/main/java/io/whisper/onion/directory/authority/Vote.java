package io.whisper.onion.directory.authority;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import io.whisper.onion.directory.ConsensusBody;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.RingPlace;
import io.whisper.onion.directory.wire.VoteBody;
import io.whisper.onion.directory.wire.VoteRelay;
import io.whisper.onion.directory.wire.WireParameters;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one authority wants the consensus to say. Immutable.
 *
 * <p>Bytes that are no vote make a vote that wants nothing: that an authority cast it, and cast it
 * once, has to be known all the same.
 */
final class Vote {
  /** The largest vote, in bytes. */
  static final int MAX_SIZE = 16 << 20;

  private static final int VERSION = 1;
  private static final int MAX_FIELDS =
      ConsensusBody.MAX_RELAYS + NetworkParameters.MAX_PARAMETERS + 4 + VotedRandom.MAX_SHARES;

  private final byte[] bytes;
  private final Bytes32 digest;
  private final boolean wellFormed;
  private final NetworkParameters parameters;
  private final List<VotedRelay> relays;
  private final VotedRandom random;

  private Vote(
      byte[] bytes,
      boolean wellFormed,
      NetworkParameters parameters,
      List<VotedRelay> relays,
      VotedRandom random) {
    this.bytes = bytes;
    this.digest = Bytes32.of(Sha256.hash(bytes));
    this.wellFormed = wellFormed;
    this.parameters = parameters;
    this.relays = relays;
    this.random = random;
  }

  /** The vote for these parameters and relays, of an authority without a consensus. */
  static Vote of(NetworkParameters parameters, List<VotedRelay> relays) {
    return of(parameters, relays, VotedRandom.NONE);
  }

  /** The vote for these parameters, relays and shared random values. */
  static Vote of(NetworkParameters parameters, List<VotedRelay> relays, VotedRandom random) {
    List<VotedRelay> sorted =
        relays.stream().sorted(Comparator.comparing(VotedRelay::identity)).toList();
    VoteBody.Builder wire = VoteBody.newBuilder().setVersion(VERSION);
    wire.addAllParameters(WireParameters.list(parameters));
    for (VotedRelay relay : sorted) {
      wire.addRelays(
          VoteRelay.newBuilder()
              .setDocument(ByteString.copyFrom(relay.document()))
              .setFlags(RelayFlag.toBits(relay.flags()))
              .setWeight(relay.weight())
              .setSince(relay.since().getEpochSecond())
              .setRingPeriod(relay.ring().map(RingPlace::period).orElse(0L))
              .setRingPlace(relay.ring().map(Vote::place).orElse(ByteString.EMPTY))
              .build());
    }
    random.writeTo(wire);
    return new Vote(wire.build().toByteArray(), true, parameters, sorted, random);
  }

  private static ByteString place(RingPlace ring) {
    return ByteString.copyFrom(ring.place().toByteArray());
  }

  /** The vote that {@code bytes} are. Costs a signature check a relay: a worker's work. */
  static Vote read(byte[] bytes, Network network) {
    Optional<VoteBody> wire = Optional.empty();
    try {
      if (bytes.length <= MAX_SIZE && isBounded(bytes)) {
        wire = Optional.of(VoteBody.parseFrom(bytes));
      }
    } catch (IOException e) {
      wire = Optional.empty();
    }
    Optional<NetworkParameters> parameters = wire.flatMap(Vote::parameters);
    Optional<List<VotedRelay>> relays = wire.flatMap(body -> relays(body, network.id()));
    Optional<VotedRandom> random = wire.flatMap(body -> VotedRandom.read(body, network));
    return parameters.isPresent() && relays.isPresent() && random.isPresent()
        ? new Vote(bytes.clone(), true, parameters.get(), relays.get(), random.get())
        : new Vote(bytes.clone(), false, NetworkParameters.STANDARD, List.of(), VotedRandom.NONE);
  }

  /** Whether the bytes hold no more fields than a vote may: before anything is made of them. */
  private static boolean isBounded(byte[] bytes) throws IOException {
    CodedInputStream input = CodedInputStream.newInstance(bytes);
    int fields = 0;
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      boolean known = WireFormat.getTagFieldNumber(tag) <= VoteBody.RANDOM_SHARES_FIELD_NUMBER;
      if (!known || ++fields > MAX_FIELDS || !input.skipField(tag)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<NetworkParameters> parameters(VoteBody wire) {
    return wire.getVersion() == VERSION
        ? WireParameters.read(wire.getParametersList())
        : Optional.empty();
  }

  private static Optional<List<VotedRelay>> relays(VoteBody wire, Bytes32 network) {
    List<VotedRelay> relays = new ArrayList<>();
    for (VoteRelay each : wire.getRelaysList()) {
      byte[] document = each.getDocument().toByteArray();
      Optional<RelayDescriptor> descriptor = RelayDescriptor.verify(document, network);
      Optional<Set<RelayFlag>> flags = RelayFlag.fromBits(each.getFlags());
      Bytes32 place =
          each.getRingPlace().size() == Bytes32.SIZE
              ? Bytes32.of(each.getRingPlace().toByteArray())
              : Bytes32.ZERO;
      boolean valid =
          descriptor.isPresent()
              && flags.isPresent()
              && each.getWeight() >= 0
              && each.getWeight() <= RelayEntry.MAX_WEIGHT
              && each.getSince() >= 0
              && each.getSince() < 1L << 40
              && (each.getRingPlace().isEmpty() || each.getRingPlace().size() == Bytes32.SIZE)
              && each.getRingPeriod() >= 0
              && each.getRingPeriod() < 1L << 40;
      if (!valid) {
        return Optional.empty();
      }
      VotedRelay relay =
          new VotedRelay(
              document,
              descriptor.get(),
              flags.get(),
              each.getWeight(),
              Instant.ofEpochSecond(each.getSince()),
              each.getRingPeriod() == 0
                  ? Optional.empty()
                  : Optional.of(new RingPlace(each.getRingPeriod(), place)));
      boolean ascending =
          relays.isEmpty()
              || relays.get(relays.size() - 1).identity().compareTo(relay.identity()) < 0;
      if (!ascending) {
        return Optional.empty();
      }
      relays.add(relay);
    }
    return Optional.of(relays);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** SHA-256 of the bytes. */
  Bytes32 digest() {
    return digest;
  }

  /** Whether the bytes are those of a vote. */
  boolean wellFormed() {
    return wellFormed;
  }

  NetworkParameters parameters() {
    return parameters;
  }

  /** The relays, ascending by identity. */
  List<VotedRelay> relays() {
    return relays;
  }

  /** What it says of shared random values. */
  VotedRandom random() {
    return random;
  }
}
