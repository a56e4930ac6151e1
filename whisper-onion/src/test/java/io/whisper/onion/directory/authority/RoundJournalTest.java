package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoundJournalTest {
  private final VotingTable table = new VotingTable(3, 4, new Random(13));

  private Optional<Round> replay(StateStore store) {
    return new RoundJournal(store)
        .replay(table.network, table.identity(0), table.keys.seed(0), VotingTable.START);
  }

  /** Kills authority 0 and lets it go on from what it wrote. */
  private void restart(StateStore store) {
    table.rounds.set(0, replay(store).orElseThrow());
  }

  @Test
  void aRestartedAuthorityTakesUpItsPlaceAfterEveryStep(@TempDir Path folder) {
    try (StateStore store = StateStore.directory(folder)) {
      RoundJournal journal = new RoundJournal(store);
      journal.begin(VotingTable.START);
      Vote vote = table.vote(4);
      journal.cast(vote);
      SignedHeader own = table.rounds.get(0).cast(vote);
      restart(store);
      assertThat(table.rounds.get(0).cast(table.vote(1)).encode()).isEqualTo(own.encode());

      table.broadcast(0, own, vote, 1, 2);
      for (int i : List.of(1, 2)) {
        SignedHeader header = table.rounds.get(i).cast(vote);
        table.broadcast(i, header, vote, 1, 2);
        journal.heard(header);
        table.rounds.get(0).hear(header);
      }
      journal.supplied(vote);
      restart(store);
      assertThat(table.rounds.get(0).voters()).hasSize(3);

      journal.stepped();
      table.echo(0, 1, 2);
      restart(store);
      assertThat(table.rounds.get(0).step()).isEqualTo(1);

      journal.signed();
      ConsensusEndorsement endorsement = table.sign(0).orElseThrow();
      restart(store);
      assertThat(table.rounds.get(0).closed()).isTrue();
      assertThat(table.rounds.get(0).signers()).containsExactly(table.identity(0));

      ConsensusEndorsement second = table.sign(1).orElseThrow();
      assertThat(second.digest()).isEqualTo(endorsement.digest());
      journal.endorsed(second);
      restart(store);
      assertThat(table.consensus(0).orElseThrow().signers()).hasSize(2);
    }
  }

  @Test
  void theRoundBeforeIsForgotten() {
    StateStore store = StateStore.inMemory();
    RoundJournal journal = new RoundJournal(store);
    assertThat(replay(store)).isEmpty();
    journal.begin(VotingTable.START);
    assertThat(replay(store)).isPresent();
    journal.begin(table.times.next(VotingTable.START));
    assertThat(replay(store)).isEmpty();
  }

  @Test
  void damagedRecordsAreAsIfNotWritten() {
    StateStore store = StateStore.inMemory();
    RoundJournal journal = new RoundJournal(store);
    journal.begin(VotingTable.START);
    for (int kind = 0; kind < 12; kind++) {
      if (kind != 2 && kind != 5 && kind != 6) {
        store.append("round", new byte[] {(byte) kind, 1, 2, 3});
      }
    }
    assertThat(replay(store).orElseThrow().voters()).isEmpty();
    store.replaceRecords("round", List.of(new byte[] {9}));
    assertThat(replay(store)).isEmpty();
  }

  @Test
  void aJournalThatIsDamagedInItsMiddleIsNotReplayed(@TempDir Path folder) throws IOException {
    try (StateStore store = StateStore.directory(folder)) {
      RoundJournal journal = new RoundJournal(store);
      journal.begin(VotingTable.START);
      journal.stepped();
      journal.signed();
      Path file = folder.resolve("round.log");
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 10] ^= 1;
      Files.write(file, bytes);
      assertThatThrownBy(() -> replay(store))
          .isInstanceOf(StateException.class)
          .hasMessageContaining("round.log is damaged: 9 bytes");
      journal.begin(VotingTable.START);
      assertThat(replay(store)).isPresent();
    }
  }
}
