package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.whisper.core.bytes.Bytes32;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EarlyMessagesTest {
  private final VotingTable table = new VotingTable(3, 4, new Random(17));
  private final EarlyMessages early = new EarlyMessages();

  private AuthorityMessage header(int author, int vote, int... others) {
    return new AuthorityMessage.Announcement(
        table.header(author, table.vote(vote), others), ByteString.EMPTY);
  }

  private AuthorityMessage endorsement(int signer, int digest) {
    byte[] bytes = new byte[Bytes32.SIZE];
    bytes[0] = (byte) digest;
    return new AuthorityMessage.Endorsement(
        ConsensusEndorsement.sign(VotingTable.START, Bytes32.of(bytes), table.keys.seed(signer)));
  }

  @Test
  void whatOneAuthoritySignsTakesNoRoomOfAnother() {
    for (int i = 0; i < 5; i++) {
      assertThat(early.keep(header(2, i % 5))).isEqualTo(i < 2);
      assertThat(early.keep(endorsement(2, i))).isEqualTo(i < 2);
    }
    AuthorityMessage vote = header(1, 4);
    AuthorityMessage signature = endorsement(1, 0);
    assertThat(early.keep(vote)).isTrue();
    assertThat(early.keep(signature)).isTrue();
    assertThat(early.take()).hasSize(6).contains(vote, signature);
  }

  @Test
  void whatIsToldAgainIsKeptOnceWithAllThatWasToldOfIt() {
    Vote vote = table.vote(4);
    for (int i = 0; i < 100; i++) {
      assertThat(early.keep(header(1, 4))).isTrue();
      assertThat(early.keep(endorsement(1, 0))).isTrue();
    }
    early.keep(
        new AuthorityMessage.Announcement(
            table.header(1, vote, 2), ByteString.copyFrom(vote.bytes())));
    assertThat(early.keep(header(1, 4))).isTrue();
    List<AuthorityMessage> taken = early.take();
    assertThat(taken).hasSize(2);
    assertThat(taken.get(0))
        .isInstanceOfSatisfying(
            AuthorityMessage.Announcement.class,
            kept -> {
              assertThat(kept.header().signers()).hasSize(2);
              assertThat(kept.vote().toByteArray()).isEqualTo(vote.bytes());
            });
    assertThat(early.take()).isEmpty();
  }
}
