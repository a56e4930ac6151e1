package io.whisper.onion.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.whisper.core.testkit.Tampering;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LinkCellsTest {

  @Test
  void versionsRoundTrip() {
    Versions versions = Versions.of(1, 2, 0xffff);
    Cell cell = versions.cell();

    assertThat(HexFormat.of().formatHex(cell.array(), 0, 14))
        .isEqualTo("00000000" + "08" + "03" + "0001" + "0002" + "ffff" + "0000");
    assertThat(Versions.in(cell)).contains(versions);
    List<Integer> most = IntStream.rangeClosed(1, Versions.MAX_COUNT).boxed().toList();
    assertThat(Versions.in(new Versions(most).cell())).contains(new Versions(most));
  }

  @Test
  void highestCommonVersionIsChosen() {
    assertThat(Versions.of(1, 2, 3).common(Versions.of(4, 2, 1))).contains(2);
    assertThat(Versions.of(1).common(Versions.of(2))).isEmpty();
  }

  @Test
  void versionsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Versions(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> Versions.of(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Versions.of(65_536))
        .withMessageContaining("65536");
    assertThatIllegalArgumentException().isThrownBy(() -> new Versions(Collections.nCopies(65, 1)));
  }

  @Test
  void changedVersionsCellNeverThrowsAndNeverReadsTheSame() {
    Versions versions = Versions.of(1, 2);
    Tampering.bitFlips(versions.cell().array())
        .skip(8L * Cell.BODY_OFFSET)
        .forEach(
            changed ->
                assertThat(Versions.in(Cell.wrap(changed))).isNotEqualTo(Optional.of(versions)));
  }

  @Test
  void netInfoRoundTrips() throws Exception {
    for (InetAddress address :
        new InetAddress[] {
          null, InetAddress.getByName("192.0.2.7"), InetAddress.getByName("2001:db8::7")
        }) {
      NetInfo info = new NetInfo(1_700_000_000L, address);
      assertThat(NetInfo.in(info.cell())).contains(info);
    }
    assertThat(HexFormat.of().formatHex(NetInfo.ENDPOINT.cell().array(), 0, 15))
        .isEqualTo("0000000009" + "00".repeat(10));
  }

  @Test
  void netInfoWithImpossibleFieldsIsRefused() {
    Cell cell = NetInfo.ENDPOINT.cell();
    cell.array()[Cell.BODY_OFFSET + 8] = 5;
    assertThat(NetInfo.in(cell)).isEmpty();
    cell = NetInfo.ENDPOINT.cell();
    cell.array()[Cell.BODY_OFFSET] = (byte) 0x80;
    assertThat(NetInfo.in(cell)).isEmpty();
    cell = NetInfo.ENDPOINT.cell();
    cell.array()[Cell.SIZE - 1] = 1;
    assertThat(NetInfo.in(cell)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new NetInfo(-1, null));
  }

  @Test
  void netInfoWithAnIpv4AddressSpeltAsIpv6IsRefused() {
    Cell cell = NetInfo.ENDPOINT.cell();
    cell.array()[Cell.BODY_OFFSET + 8] = 16;
    cell.array()[Cell.BODY_OFFSET + 9 + 10] = (byte) 0xff;
    cell.array()[Cell.BODY_OFFSET + 9 + 11] = (byte) 0xff;
    assertThat(NetInfo.in(cell)).isEmpty();
  }

  @Test
  void changedNetInfoNeverThrowsAndNeverReadsTheSame() throws Exception {
    NetInfo info = new NetInfo(77, InetAddress.getByName("2001:db8::7"));
    Tampering.bitFlips(info.cell().array())
        .skip(8L * Cell.BODY_OFFSET)
        .forEach(
            changed -> {
              assertThatCode(() -> NetInfo.in(Cell.wrap(changed))).doesNotThrowAnyException();
              assertThat(NetInfo.in(Cell.wrap(changed))).isNotEqualTo(Optional.of(info));
            });
  }

  @Test
  void textOfNetInfoShowsNoAddress() throws Exception {
    assertThat(new NetInfo(1, InetAddress.getByName("192.0.2.7"))).hasToString("NetInfo");
  }
}
