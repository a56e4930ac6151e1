package io.whisper.onion.directory;

import com.google.protobuf.ByteString;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.wire.ConsensusRelay;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parts of a relay that several documents carry, to and from protobuf. */
final class WireRelay {
  private WireRelay() {}

  static ByteString bytes(Bytes32 value) {
    return ByteString.copyFrom(value.toByteArray());
  }

  static Optional<Bytes32> bytes32(ByteString bytes) {
    return bytes.size() == Bytes32.SIZE
        ? Optional.of(Bytes32.of(bytes.toByteArray()))
        : Optional.empty();
  }

  static List<ByteString> addresses(LinkTarget target) {
    return target.addresses().stream()
        .map(address -> ByteString.copyFrom(WireAddress.encode(address)))
        .toList();
  }

  /** The target of three keys and its addresses. */
  static Optional<LinkTarget> target(
      ByteString identity,
      ByteString onionKey,
      ByteString certificate,
      List<ByteString> addresses) {
    if (identity.size() != Bytes32.SIZE
        || onionKey.size() != Bytes32.SIZE
        || certificate.size() != Bytes32.SIZE) {
      return Optional.empty();
    }
    return WireAddress.decodeAll(addresses.stream().map(ByteString::toByteArray).toList())
        .map(
            decoded ->
                new LinkTarget(
                    Bytes32.of(identity.toByteArray()),
                    Bytes32.of(onionKey.toByteArray()),
                    Bytes32.of(certificate.toByteArray()),
                    decoded));
  }

  /** The families of a document: strictly ascending. */
  static Optional<Set<String>> families(List<String> names) {
    boolean canonical =
        names.size() <= RelayEntry.MAX_FAMILIES
            && names.stream().allMatch(RelayEntry::isFamily)
            && List.copyOf(new TreeSet<>(names)).equals(names);
    return canonical ? Optional.of(Set.copyOf(names)) : Optional.empty();
  }

  /** The entry of {@code wire}, unless something in it is not allowed. */
  static Optional<RelayEntry> entry(ConsensusRelay wire) {
    Optional<LinkTarget> target =
        target(
            wire.getIdentity(), wire.getOnionKey(), wire.getCertificate(), wire.getAddressesList());
    Optional<Set<String>> families = families(wire.getFamiliesList());
    Optional<Set<RelayFlag>> flags = RelayFlag.fromBits(wire.getFlags());
    Optional<Bytes32> place = bytes32(wire.getRingPlace());
    boolean complete =
        target.isPresent() && families.isPresent() && flags.isPresent() && place.isPresent();
    if (!complete
        || wire.getWeight() < 0
        || wire.getWeight() > RelayEntry.MAX_WEIGHT
        || wire.getRingPeriod() < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new RelayEntry(
            target.get(),
            families.get(),
            flags.get(),
            wire.getWeight(),
            place.get(),
            wire.getRingPeriod()));
  }

  /** The wire form of {@code entry}. */
  static ConsensusRelay wire(RelayEntry entry) {
    return ConsensusRelay.newBuilder()
        .setIdentity(bytes(entry.identity()))
        .setOnionKey(bytes(entry.target().onionKey()))
        .setCertificate(bytes(entry.target().certificateHash()))
        .addAllAddresses(addresses(entry.target()))
        .addAllFamilies(new TreeSet<>(entry.families()))
        .setFlags(RelayFlag.toBits(entry.flags()))
        .setWeight(entry.weight())
        .setRingPlace(bytes(entry.ringPlace()))
        .setRingPeriod(entry.ringPeriod())
        .build();
  }
}
