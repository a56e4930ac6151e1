package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Tampering;
import io.whisper.onion.directory.DocumentTampering;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AuthorityMessageTest {
  private static final VotingTable TABLE = new VotingTable(3, 2, new Random(15));

  @Test
  void announcementsRoundTripWithTheirVotes() {
    Vote vote = TABLE.vote(2);
    SignedHeader header = TABLE.header(0, vote, 1);
    AuthorityMessage read =
        AuthorityMessage.verify(AuthorityMessage.announce(header, vote), TABLE.network)
            .orElseThrow();
    assertThat(read)
        .isInstanceOfSatisfying(
            AuthorityMessage.Announcement.class,
            announcement -> {
              assertThat(announcement.header().encode()).isEqualTo(header.encode());
              assertThat(announcement.vote().toByteArray()).isEqualTo(vote.bytes());
            });
  }

  @Test
  void headersRefuseEveryTruncationAndEveryChangedByte() {
    byte[] header = TABLE.header(0, TABLE.vote(1), 1, 2).encode();
    DocumentTampering.assertRefused(
        header, bytes -> SignedHeader.verify(bytes, TABLE.network), TABLE.random);
  }

  @Test
  void endorsementsRefuseEveryTruncationAndEveryChangedByte() {
    ConsensusEndorsement endorsement =
        ConsensusEndorsement.sign(VotingTable.START, Bytes32.ZERO, TABLE.keys.seed(1));
    byte[] message = AuthorityMessage.endorse(endorsement);
    assertThat(AuthorityMessage.verify(message, TABLE.network)).isPresent();
    assertThat(Tampering.truncations(message))
        .allMatch(bytes -> AuthorityMessage.verify(bytes, TABLE.network).isEmpty());
    assertThat(Tampering.singleByteChanges(message, TABLE.random))
        .allMatch(bytes -> AuthorityMessage.verify(bytes, TABLE.network).isEmpty());
  }

  @Test
  void anEndorsementOfOneRoundIsNoneOfAnother() {
    ConsensusEndorsement before =
        ConsensusEndorsement.sign(VotingTable.START, Bytes32.ZERO, TABLE.keys.seed(1));
    ConsensusEndorsement replayed =
        new ConsensusEndorsement(
            TABLE.times.next(VotingTable.START),
            before.digest(),
            before.signature(),
            before.endorsement());
    assertThat(AuthorityMessage.verify(AuthorityMessage.endorse(replayed), TABLE.network))
        .isEmpty();
  }

  @Test
  void anEndorsementByAnotherThanTheSignerIsRefused() {
    ConsensusEndorsement one =
        ConsensusEndorsement.sign(VotingTable.START, Bytes32.ZERO, TABLE.keys.seed(1));
    ConsensusEndorsement two =
        ConsensusEndorsement.sign(VotingTable.START, Bytes32.ZERO, TABLE.keys.seed(2));
    ConsensusEndorsement mixed =
        new ConsensusEndorsement(
            VotingTable.START, Bytes32.ZERO, one.signature(), two.endorsement());
    assertThat(AuthorityMessage.verify(AuthorityMessage.endorse(mixed), TABLE.network)).isEmpty();
  }

  @Test
  void headersWithoutTheirAuthorsSignatureAreRefused() {
    Vote vote = TABLE.vote(1);
    SignedHeader strangers =
        SignedHeader.sign(
            new VoteHeader(TABLE.network.id(), TABLE.identity(0), VotingTable.START, vote.digest()),
            TABLE.keys.seed(1));
    assertThat(SignedHeader.verify(strangers.encode(), TABLE.network)).isEmpty();
  }

  @Test
  void aVoteThatIsNotTheHeadersIsRefused() {
    SignedHeader header = TABLE.header(0, TABLE.vote(1));
    byte[] message = AuthorityMessage.announce(header, TABLE.vote(2));
    assertThat(AuthorityMessage.verify(message, TABLE.network)).isEmpty();
  }
}
