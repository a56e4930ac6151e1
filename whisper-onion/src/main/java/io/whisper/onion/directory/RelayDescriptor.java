package io.whisper.onion.directory;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.wire.DescriptorBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a relay says about itself, signed with its identity. See docs/protocol.md, section 8.
 *
 * @param network the network that it offers itself to
 * @param target its keys and addresses
 * @param families the families that it belongs to
 * @param contact how to reach its operator; empty when not said, at most {@link #MAX_CONTACT}
 *     characters without control characters
 * @param offered the flags that it wants to have, of {@link RelayFlag#OFFERABLE}
 * @param weight the traffic that it offers to carry, relative to other relays
 * @param published when it was made, in whole seconds
 */
public record RelayDescriptor(
    Bytes32 network,
    LinkTarget target,
    Set<String> families,
    String contact,
    Set<RelayFlag> offered,
    long weight,
    Instant published) {
  /** The largest descriptor, in bytes. */
  public static final int MAX_SIZE = 4_096;

  /** The longest contact, in characters. */
  public static final int MAX_CONTACT = 256;

  private static final int VERSION = 1;
  private static final String LABEL = "whisper-1 relay descriptor";

  /** Refuses what no descriptor may contain. */
  public RelayDescriptor {
    families = Set.copyOf(families);
    offered = Set.copyOf(offered);
    if (families.size() > RelayEntry.MAX_FAMILIES
        || !families.stream().allMatch(RelayEntry::isFamily)) {
      throw new IllegalArgumentException(
          "families "
              + families
              + "; accepted are at most "
              + RelayEntry.MAX_FAMILIES
              + " names of up to 64 characters a-z, 0-9, '-' and '.'");
    }
    if (contact.length() > MAX_CONTACT || contact.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "contact of "
              + contact.length()
              + " characters; accepted are up to "
              + MAX_CONTACT
              + " without control characters");
    }
    if (!RelayFlag.OFFERABLE.containsAll(offered)) {
      throw new IllegalArgumentException(
          "flags " + offered + "; accepted are " + RelayFlag.OFFERABLE);
    }
    if (weight < 0 || weight > RelayEntry.MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "weight " + weight + "; accepted is 0 to " + RelayEntry.MAX_WEIGHT);
    }
    if (published.getNano() != 0 || !DocumentTime.isValid(published.getEpochSecond())) {
      throw new IllegalArgumentException("published at " + published + ", not a whole second");
    }
  }

  /** The signed document of this descriptor; {@code seed} is the secret of its identity. */
  public byte[] sign(byte[] seed) {
    SignedDocument document = SignedDocument.sign(seed, LABEL, body(published));
    if (!document.signatures().get(0).signer().equals(target.identity())) {
      throw new IllegalArgumentException("the seed is not that of the descriptor's identity");
    }
    return document.encode();
  }

  /** The descriptor in {@code document}, if it is well formed, signed, and for {@code network}. */
  public static Optional<RelayDescriptor> verify(byte[] document, Bytes32 network) {
    Optional<SignedDocument> signed = SignedDocument.decode(document, MAX_SIZE, 1);
    if (signed.isEmpty() || signed.get().signatures().isEmpty()) {
      return Optional.empty();
    }
    SignedDocument.Signature signature = signed.get().signatures().get(0);
    if (!signature.verifies(LABEL, signed.get().digest())) {
      return Optional.empty();
    }
    return decode(signed.get().body())
        .filter(descriptor -> descriptor.target.identity().equals(signature.signer()))
        .filter(descriptor -> descriptor.network.equals(network));
  }

  private static Optional<RelayDescriptor> decode(byte[] body) {
    try {
      DescriptorBody wire = DescriptorBody.parseFrom(body);
      Optional<LinkTarget> target =
          WireRelay.target(
              wire.getIdentity(),
              wire.getOnionKey(),
              wire.getCertificate(),
              wire.getAddressesList());
      Optional<Set<String>> families = WireRelay.families(wire.getFamiliesList());
      Optional<Set<RelayFlag>> offered = RelayFlag.fromBits(wire.getOffered());
      if (wire.getVersion() != VERSION
          || wire.getNetwork().size() != Bytes32.SIZE
          || target.isEmpty()
          || families.isEmpty()
          || offered.isEmpty()
          || !DocumentTime.isValid(wire.getPublished())) {
        return Optional.empty();
      }
      return Optional.of(
          new RelayDescriptor(
              Bytes32.of(wire.getNetwork().toByteArray()),
              target.get(),
              families.get(),
              wire.getContact(),
              offered.get(),
              wire.getWeight(),
              Instant.ofEpochSecond(wire.getPublished())));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A digest of everything but the time of publication: equal when nothing else changed. */
  public Bytes32 contentDigest() {
    return SignedDocument.digest(body(Instant.EPOCH));
  }

  private byte[] body(Instant at) {
    DescriptorBody.Builder wire =
        DescriptorBody.newBuilder()
            .setVersion(VERSION)
            .setNetwork(WireRelay.bytes(network))
            .setIdentity(WireRelay.bytes(target.identity()))
            .setOnionKey(WireRelay.bytes(target.onionKey()))
            .setCertificate(WireRelay.bytes(target.certificateHash()))
            .addAllFamilies(new TreeSet<>(families))
            .setContact(contact)
            .setOffered(RelayFlag.toBits(offered))
            .setWeight(weight)
            .setPublished(at.getEpochSecond());
    List<ByteString> addresses = WireRelay.addresses(target);
    return wire.addAllAddresses(addresses).build().toByteArray();
  }

  /** Only the type: keys and addresses must not slip into a log. */
  @Override
  public String toString() {
    return "RelayDescriptor";
  }
}
