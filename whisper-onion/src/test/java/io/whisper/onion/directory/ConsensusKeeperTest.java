package io.whisper.onion.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.ConsensusKeeper.Verdict;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConsensusKeeperTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Random random = new Random(5);
  private final ConsensusBuilder builder = ConsensusBuilder.ofAuthorities(3, random);
  private final VirtualTime time = new VirtualTime();
  private final StateStore store = StateStore.inMemory();

  private ConsensusKeeper keeper() {
    return new ConsensusKeeper(builder.network(), time, store);
  }

  private byte[] votedAt(Instant moment) {
    return builder.validAfter(moment).document();
  }

  @Test
  void newerOnesAreTakenAndOlderOnesNever() {
    ConsensusKeeper keeper = keeper();
    assertThat(keeper.current()).isEmpty();
    byte[] first = votedAt(time.now());
    byte[] second = votedAt(time.now().plus(HOUR));
    assertThat(keeper.offer(first)).isEqualTo(Verdict.ACCEPTED);
    assertThat(keeper.offer(first)).isEqualTo(Verdict.ALREADY_HELD);
    time.advance(HOUR);
    assertThat(keeper.offer(second)).isEqualTo(Verdict.ACCEPTED);
    assertThat(keeper.offer(first)).isEqualTo(Verdict.OLDER);
    assertThat(keeper.current().orElseThrow().document()).isEqualTo(second);
  }

  @Test
  void theSameConsensusWithOtherSignaturesIsTheSame() {
    ConsensusKeeper keeper = keeper();
    keeper.offer(votedAt(time.now()));
    assertThat(keeper.offer(builder.signatures(2).document())).isEqualTo(Verdict.ALREADY_HELD);
  }

  @Test
  void aSecondConsensusOfTheSameTimeIsNotTaken() {
    ConsensusKeeper keeper = keeper();
    byte[] first = votedAt(time.now());
    keeper.offer(first);
    byte[] other = builder.relay(Relays.entry(random)).document();
    assertThat(keeper.offer(other)).isEqualTo(Verdict.CONFLICTING);
    assertThat(keeper.current().orElseThrow().document()).isEqualTo(first);
  }

  @Test
  void badDocumentsAreNotTaken() {
    ConsensusKeeper keeper = keeper();
    assertThat(keeper.offer(new byte[0])).isEqualTo(Verdict.INVALID);
    assertThat(keeper.offer(builder.validAfter(time.now()).signatures(1).document()))
        .isEqualTo(Verdict.TOO_FEW_SIGNATURES);
    assertThat(keeper.current()).isEmpty();
  }

  @Test
  void theFutureIsRefusedBeyondTheTolerance() {
    ConsensusKeeper keeper = keeper();
    Instant edge = time.now().plus(ConsensusKeeper.CLOCK_TOLERANCE);
    assertThat(keeper.offer(votedAt(edge.plusSeconds(1)))).isEqualTo(Verdict.FROM_THE_FUTURE);
    assertThat(keeper.offer(votedAt(edge))).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void itRunsOutAtTheSecond() {
    ConsensusKeeper keeper = keeper();
    keeper.offer(votedAt(time.now()));
    time.advance(Duration.ofDays(1).minusSeconds(1));
    assertThat(keeper.current()).isPresent();
    time.advance(Duration.ofSeconds(1));
    assertThat(keeper.current()).isEmpty();
    assertThat(keeper().offer(votedAt(time.now().minus(Duration.ofDays(1)))))
        .isEqualTo(Verdict.ALREADY_HELD);
  }

  @Test
  void oneThatRanOutIsNotTakenButStillGuardsTheOrder() {
    byte[] old = votedAt(time.now());
    byte[] newer = votedAt(time.now().plus(HOUR));
    time.advance(Duration.ofDays(1));
    assertThat(keeper().offer(old)).isEqualTo(Verdict.EXPIRED);
    keeper().offer(newer);
    time.advance(Duration.ofDays(2));
    ConsensusKeeper keeper = keeper();
    assertThat(keeper.current()).isEmpty();
    assertThat(keeper.offer(old)).isEqualTo(Verdict.OLDER);
    assertThat(keeper.parameters()).isEqualTo(builder.network().parameters());
  }

  @Test
  void itSurvivesARestart(@TempDir Path folder) {
    byte[] first = votedAt(time.now());
    try (StateStore disk = StateStore.directory(folder)) {
      new ConsensusKeeper(builder.network(), time, disk).offer(first);
    }
    try (StateStore disk = StateStore.directory(folder)) {
      ConsensusKeeper restarted = new ConsensusKeeper(builder.network(), time, disk);
      assertThat(restarted.current().orElseThrow().document()).isEqualTo(first);
      assertThat(restarted.offer(votedAt(time.now().minus(HOUR)))).isEqualTo(Verdict.OLDER);
    }
  }

  @Test
  void stateOfAnotherNetworkIsLeftAside() {
    keeper().offer(votedAt(time.now()));
    ConsensusBuilder other = ConsensusBuilder.ofAuthorities(3, random);
    assertThat(new ConsensusKeeper(other.network(), time, store).current()).isEmpty();
  }

  @Test
  void listenersHearOfAcceptedOnesOnly() {
    ConsensusKeeper keeper = keeper();
    List<Instant> heard = new ArrayList<>();
    keeper.listen(consensus -> heard.add(consensus.validAfter()));
    keeper.offer(votedAt(time.now()));
    keeper.offer(votedAt(time.now()));
    keeper.offer(votedAt(time.now().minus(HOUR)));
    assertThat(heard).containsExactly(time.now());
  }
}
