package io.whisper.onion.directory.authority;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.wire.VoteAnnouncement;
import io.whisper.onion.directory.wire.VotingMessage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one authority sends another; verified. */
sealed interface AuthorityMessage {
  /** The largest vote that travels with its header, in bytes; a longer one is asked for. */
  int MAX_INLINE_VOTE = 48 << 10;

  /**
   * A vote's header, its author's or an echo, and the vote itself when it is short.
   *
   * @param header the header, every signature verified
   * @param vote the bytes of the vote that it names, not yet read; none when they did not come
   *     along
   */
  record Announcement(SignedHeader header, ByteString vote) implements AuthorityMessage {}

  /**
   * A signature over the consensus.
   *
   * @param endorsement the signature, verified
   */
  record Endorsement(ConsensusEndorsement endorsement) implements AuthorityMessage {}

  /**
   * The message in {@code encoded}, if all that is signed in it verifies. Costs a signature check a
   * signature: a worker's work.
   */
  static Optional<AuthorityMessage> verify(byte[] encoded, Network network) {
    VotingMessage wire;
    try {
      wire = VotingMessage.parseFrom(encoded);
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
    return switch (wire.getContentCase()) {
      case ANNOUNCEMENT -> announcement(wire.getAnnouncement(), network);
      case SIGNATURE ->
          ConsensusEndorsement.verify(wire.getSignature(), network).map(Endorsement::new);
      case CONTENT_NOT_SET -> Optional.empty();
    };
  }

  private static Optional<AuthorityMessage> announcement(VoteAnnouncement wire, Network network) {
    Optional<SignedHeader> header = SignedHeader.verify(wire.getHeader().toByteArray(), network);
    if (header.isEmpty()) {
      return Optional.empty();
    }
    ByteString vote = wire.getVote();
    boolean named =
        vote.isEmpty()
            || Bytes32.of(Sha256.hash(vote.toByteArray())).equals(header.get().header().vote());
    return named ? Optional.of(new Announcement(header.get(), vote)) : Optional.empty();
  }

  /** The bytes that announce {@code header}, and {@code vote} with it when it is short. */
  static byte[] announce(SignedHeader header, @Nullable Vote vote) {
    VoteAnnouncement.Builder wire =
        VoteAnnouncement.newBuilder().setHeader(ByteString.copyFrom(header.encode()));
    if (vote != null) {
      byte[] bytes = vote.bytes();
      if (bytes.length <= MAX_INLINE_VOTE) {
        wire.setVote(ByteString.copyFrom(bytes));
      }
    }
    return VotingMessage.newBuilder().setAnnouncement(wire).build().toByteArray();
  }

  /** The bytes that carry {@code endorsement}. */
  static byte[] endorse(ConsensusEndorsement endorsement) {
    return VotingMessage.newBuilder().setSignature(endorsement.wire()).build().toByteArray();
  }
}
