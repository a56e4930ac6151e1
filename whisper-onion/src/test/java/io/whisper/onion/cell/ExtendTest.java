package io.whisper.onion.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Tampering;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ExtendTest {

  private static final SplittableRandom RANDOM = new SplittableRandom(7);
  private static final Bytes32 IDENTITY = Bytes32.of(random(32));

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static List<InetSocketAddress> addresses() throws Exception {
    return List.of(
        new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 0),
        new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 65_535));
  }

  @Test
  void extendRoundTrips() throws Exception {
    for (int length : new int[] {1, 2, 1312, 1500}) {
      Extend plain = new Extend(IDENTITY, random(length));
      Extend addressed = new Extend(IDENTITY, addresses(), random(length));

      assertThat(plain.encode()).hasSize(32 + 1 + 2 + length);
      assertThat(Extend.decode(plain.encode())).contains(plain);
      assertThat(Extend.decode(addressed.encode())).contains(addressed);
    }
  }

  @Test
  void damagedExtendIsRefusedOrReadsDifferently() throws Exception {
    Extend extend = new Extend(IDENTITY, addresses(), random(60));
    Tampering.truncations(extend.encode()).forEach(cut -> assertThat(Extend.decode(cut)).isEmpty());
    Tampering.bitFlips(extend.encode())
        .forEach(changed -> assertThat(Extend.decode(changed)).isNotEqualTo(Optional.of(extend)));
  }

  @Test
  void extendOutOfRangeIsRefused() throws Exception {
    assertThatIllegalArgumentException().isThrownBy(() -> new Extend(IDENTITY, new byte[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Extend(IDENTITY, new byte[1501]))
        .withMessageContaining("1501");
    List<InetSocketAddress> many = Collections.nCopies(17, addresses().get(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Extend(IDENTITY, many, new byte[1]))
        .withMessageContaining("17");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Extend(
                    IDENTITY,
                    List.of(InetSocketAddress.createUnresolved("relay.example", 1)),
                    new byte[1]));
  }

  @Test
  void extendedRoundTripsAndDamageIsSeen() {
    Extended extended = new Extended(random(1152));

    assertThat(Extended.decode(extended.encode())).contains(extended);
    Tampering.truncations(extended.encode())
        .forEach(cut -> assertThat(Extended.decode(cut)).isEmpty());
    Tampering.bitFlips(extended.encode())
        .forEach(
            changed -> assertThat(Extended.decode(changed)).isNotEqualTo(Optional.of(extended)));
    assertThat(Extended.decode(new byte[2])).isEmpty();
  }

  @Test
  void creditRoundTripsAndDamageIsSeen() {
    byte[] tag = random(16);
    Credit credit = new Credit(tag);

    assertThat(Credit.decode(credit.encode())).contains(credit);
    assertThat(credit.acknowledges(tag)).isTrue();
    Tampering.truncations(tag).forEach(cut -> assertThat(Credit.decode(cut)).isEmpty());
    Tampering.bitFlips(tag).forEach(changed -> assertThat(credit.acknowledges(changed)).isFalse());
    assertThat(Credit.decode(new byte[17])).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new Credit(new byte[15]));
  }

  @Test
  void textShowsNothing() {
    assertThat(new Extend(IDENTITY, new byte[1])).hasToString("Extend");
    assertThat(new Extended(new byte[1])).hasToString("Extended");
    assertThat(new Credit(new byte[16])).hasToString("Credit");
  }
}
