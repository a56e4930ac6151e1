package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.SignedDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The signatures that authorities made under the consensus of one round, and who of them signed
 * what this authority computed. The first of each counts. Not thread-safe.
 */
final class Endorsements {
  private final Map<Bytes32, ConsensusEndorsement> bySigner = new TreeMap<>();
  private final Set<Bytes32> wavering = new TreeSet<>();
  private byte @Nullable [] computed;
  private @Nullable Bytes32 digest;

  /** What names a consensus that is signed. */
  static Bytes32 digest(byte[] consensus) {
    return new SignedDocument(List.of(), consensus).digest();
  }

  /** This authority computed {@code consensus} and signed it. */
  void own(byte[] consensus, ConsensusEndorsement own) {
    computed = consensus;
    digest = own.digest();
    bySigner.put(own.signature().signer(), own);
  }

  /** Takes another authority's; says whether it changed anything, which two of each do at most. */
  boolean add(ConsensusEndorsement heard) {
    Bytes32 signer = heard.signature().signer();
    ConsensusEndorsement before = bySigner.putIfAbsent(signer, heard);
    return before == null || (!before.digest().equals(heard.digest()) && wavering.add(signer));
  }

  /** The one of this authority. */
  Optional<ConsensusEndorsement> of(Bytes32 signer) {
    return Optional.ofNullable(bySigner.get(signer));
  }

  /** Who signed the consensus that was computed here, without {@code excluded}. */
  Set<Bytes32> signers(Set<Bytes32> excluded) {
    Set<Bytes32> signers = new TreeSet<>();
    Bytes32 ours = digest;
    if (ours != null) {
      bySigner.forEach(
          (signer, endorsement) -> {
            if (endorsement.digest().equals(ours) && !excluded.contains(signer)) {
              signers.add(signer);
            }
          });
    }
    return signers;
  }

  /** Who signed something else than what was computed here, or two things. */
  Set<Bytes32> dissenters() {
    Set<Bytes32> dissenters = new TreeSet<>(wavering);
    Bytes32 ours = digest;
    if (ours != null) {
      bySigner.forEach(
          (signer, endorsement) -> {
            if (!endorsement.digest().equals(ours)) {
              dissenters.add(signer);
            }
          });
    }
    return dissenters;
  }

  /** The consensus that was computed here, signed by {@code signers}; nothing before it was. */
  Optional<byte[]> consensus(Set<Bytes32> signers) {
    if (computed == null) {
      return Optional.empty();
    }
    List<SignedDocument.Signature> signatures = new ArrayList<>();
    bySigner.forEach(
        (signer, endorsement) -> {
          if (signers.contains(signer)) {
            signatures.add(endorsement.signature());
          }
        });
    return Optional.of(new SignedDocument(signatures, computed).encode());
  }
}
