package io.whisper.onion.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardRecordTest {
  @Test
  void recordsReadBackAndSurviveAnyDamage() {
    Property.holds(
        200,
        random -> {
          List<Guard> guards = new ArrayList<>();
          for (int i = random.nextInt(6); i > 0; i--) {
            Guard guard = new Guard(Bytes32.of(random.bytes(32)), VirtualTime.START);
            guard.attempts = random.nextInt(300);
            guard.failures = random.nextInt(guard.attempts + 1);
            guard.dropped = random.nextBoolean();
            guard.unlistedSince = random.nextBoolean() ? VirtualTime.START : null;
            guards.add(guard);
          }
          List<GuardRecord.SecondHop> seconds = new ArrayList<>();
          for (int i = random.nextInt(5); i > 0; i--) {
            seconds.add(new GuardRecord.SecondHop(Bytes32.of(random.bytes(32)), VirtualTime.START));
          }
          byte[] bytes = new GuardRecord(VirtualTime.START, guards, seconds).encode();
          GuardRecord read = GuardRecord.decode(bytes).orElseThrow();
          assertThat(read.encode()).isEqualTo(bytes);
          assertThat(read.secondHops()).isEqualTo(seconds);

          int place = random.nextInt(bytes.length);
          bytes[place] = (byte) (bytes[place] ^ random.nextInt(1, 256));
          GuardRecord.decode(bytes);
          GuardRecord.decode(random.bytes(random.nextInt(200)));
        });
  }
}
