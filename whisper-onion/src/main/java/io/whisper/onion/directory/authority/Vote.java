package io.whisper.onion.directory.authority;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import io.whisper.onion.directory.ConsensusBody;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
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

  private final byte[] bytes;
  private final Bytes32 digest;
  private final boolean wellFormed;
  private final NetworkParameters parameters;
  private final List<VotedRelay> relays;

  private Vote(
      byte[] bytes, boolean wellFormed, NetworkParameters parameters, List<VotedRelay> relays) {
    this.bytes = bytes;
    this.digest = Bytes32.of(Sha256.hash(bytes));
    this.wellFormed = wellFormed;
    this.parameters = parameters;
    this.relays = relays;
  }

  /** The vote for these parameters and relays. */
  static Vote of(NetworkParameters parameters, List<VotedRelay> relays) {
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
              .setRingPeriod(relay.ringPeriod())
              .build());
    }
    return new Vote(wire.build().toByteArray(), true, parameters, sorted);
  }

  /** The vote that {@code bytes} are. Costs a signature check a relay: a worker's work. */
  static Vote read(byte[] bytes, Bytes32 network) {
    Optional<VoteBody> wire = Optional.empty();
    try {
      if (bytes.length <= MAX_SIZE && isBounded(bytes)) {
        wire = Optional.of(VoteBody.parseFrom(bytes));
      }
    } catch (IOException e) {
      wire = Optional.empty();
    }
    Optional<NetworkParameters> parameters = wire.flatMap(Vote::parameters);
    Optional<List<VotedRelay>> relays = wire.flatMap(body -> relays(body, network));
    return parameters.isPresent() && relays.isPresent()
        ? new Vote(bytes.clone(), true, parameters.get(), relays.get())
        : new Vote(bytes.clone(), false, NetworkParameters.STANDARD, List.of());
  }

  /** Whether the bytes hold no more fields than a vote may: before anything is made of them. */
  private static boolean isBounded(byte[] bytes) throws IOException {
    CodedInputStream input = CodedInputStream.newInstance(bytes);
    int fields = 0;
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      boolean known = WireFormat.getTagFieldNumber(tag) <= VoteBody.RELAYS_FIELD_NUMBER;
      if (!known
          || ++fields > ConsensusBody.MAX_RELAYS + NetworkParameters.MAX_PARAMETERS + 1
          || !input.skipField(tag)) {
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
      boolean valid =
          descriptor.isPresent()
              && flags.isPresent()
              && each.getWeight() >= 0
              && each.getWeight() <= RelayEntry.MAX_WEIGHT
              && each.getSince() >= 0
              && each.getSince() < 1L << 40
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
              each.getRingPeriod());
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
}
