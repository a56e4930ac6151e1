package io.whisper.onion.directory.authority;

import com.google.protobuf.ByteString;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.Labelled;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.SignedDocument;
import io.whisper.onion.directory.wire.ConsensusSignature;
import io.whisper.onion.directory.wire.DocumentSignature;
import java.time.Instant;
import java.util.Optional;

/**
 * One authority's signature over a consensus, on its way to the other authorities; verified.
 *
 * <p>The signature that the document carries is public as soon as the document is, and says nothing
 * of a round. A second one that names the round goes beside it, so that nobody can tell the
 * signatures of one round in another. See docs/protocol.md, section 8.5.
 *
 * @param round the beginning of the round
 * @param digest what names the consensus
 * @param signature the signature that the document is to carry
 * @param endorsement the same signer's signature over the round and the digest
 */
record ConsensusEndorsement(
    Instant round, Bytes32 digest, SignedDocument.Signature signature, ByteString endorsement) {
  private static final String LABEL = "whisper-1 endorsement";

  static ConsensusEndorsement sign(Instant round, Bytes32 digest, byte[] seed) {
    return new ConsensusEndorsement(
        round,
        digest,
        SignedDocument.Signature.of(seed, Consensus.LABEL, digest),
        ByteString.copyFrom(Ed25519.sign(seed, endorsed(round, digest))));
  }

  private static byte[] endorsed(Instant round, Bytes32 digest) {
    return Labelled.bytes(
        LABEL,
        ByteWriter.ofSize(8).u64(round.getEpochSecond()).toByteArray(),
        digest.toByteArray());
  }

  /** The endorsement in {@code wire}, if an authority of {@code network} made it. */
  static Optional<ConsensusEndorsement> verify(ConsensusSignature wire, Network network) {
    DocumentSignature given = wire.getSignature();
    if (wire.getDigest().size() != Bytes32.SIZE
        || given.getSigner().size() != Bytes32.SIZE
        || given.getSignature().size() != Ed25519.SIGNATURE_SIZE
        || wire.getEndorsement().size() != Ed25519.SIGNATURE_SIZE
        || wire.getValidAfter() < 0
        || wire.getValidAfter() >= 1L << 40) {
      return Optional.empty();
    }
    Instant round = Instant.ofEpochSecond(wire.getValidAfter());
    Bytes32 digest = Bytes32.of(wire.getDigest().toByteArray());
    SignedDocument.Signature signature =
        new SignedDocument.Signature(
            Bytes32.of(given.getSigner().toByteArray()), given.getSignature().toByteArray());
    boolean authentic =
        network.authority(signature.signer()).isPresent()
            && Ed25519.verify(
                signature.signer().toByteArray(),
                endorsed(round, digest),
                wire.getEndorsement().toByteArray())
            && signature.verifies(Consensus.LABEL, digest);
    return authentic
        ? Optional.of(new ConsensusEndorsement(round, digest, signature, wire.getEndorsement()))
        : Optional.empty();
  }

  ConsensusSignature wire() {
    return ConsensusSignature.newBuilder()
        .setValidAfter(round.getEpochSecond())
        .setDigest(ByteString.copyFrom(digest.toByteArray()))
        .setSignature(
            DocumentSignature.newBuilder()
                .setSigner(ByteString.copyFrom(signature.signer().toByteArray()))
                .setSignature(ByteString.copyFrom(signature.value())))
        .setEndorsement(endorsement)
        .build();
  }
}
