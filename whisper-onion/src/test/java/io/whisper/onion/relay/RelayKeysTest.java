package io.whisper.onion.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class RelayKeysTest {

  private final SecureRandom random = new SecureRandom();
  private final StateStore store = StateStore.inMemory();

  @Test
  void storedKeysAreTheSameKeys() {
    RelayKeys made = RelayKeys.loadOrGenerate(store, random);
    RelayKeys again = RelayKeys.loadOrGenerate(store, random);
    assertThat(again.identity()).isEqualTo(made.identity());
    assertThat(again.onionKey()).isEqualTo(made.onionKey());
    assertThat(again.certificate().hash()).isEqualTo(made.certificate().hash());
    assertThat(again.seed()).isEqualTo(made.seed());
  }

  @Test
  void theOnionKeyBeforeIsStillAnsweredAlsoAfterARestart() {
    RelayKeys first = RelayKeys.generate(random);
    RelayKeys second = first.withNewOnionKey(random);
    assertThat(second.onionKey()).isNotEqualTo(first.onionKey());
    assertThat(second.identity()).isEqualTo(first.identity());
    second.save(store);
    RelayKeys loaded = RelayKeys.load(store).orElseThrow();
    for (RelayKeys keys : new RelayKeys[] {second, loaded}) {
      assertThat(Bytes32.of(keys.onionPair(first.onionKey()).publicKey()))
          .isEqualTo(first.onionKey());
      assertThat(Bytes32.of(keys.onionPair(second.onionKey()).publicKey()))
          .isEqualTo(second.onionKey());
      assertThat(Bytes32.of(keys.onionPair(Bytes32.ZERO).publicKey())).isEqualTo(second.onionKey());
    }
  }

  @Test
  void signaturesAreOfTheIdentity() {
    RelayKeys keys = RelayKeys.generate(random);
    byte[] message = {1, 2, 3};
    assertThat(Ed25519.verify(keys.identity().toByteArray(), message, keys.sign(message))).isTrue();
  }

  @Test
  void damagedOrNewerStateIsRefusedByName() {
    RelayKeys.generate(random).save(store);
    byte[] good = store.read("relay-keys").orElseThrow();
    byte[] newer = good.clone();
    newer[0] = 2;
    store.write("relay-keys", newer);
    assertThatThrownBy(() -> RelayKeys.load(store))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("version 2");
    for (int length = 0; length < good.length; length++) {
      store.write("relay-keys", java.util.Arrays.copyOf(good, length));
      assertThatThrownBy(() -> RelayKeys.load(store))
          .as("%d bytes", length)
          .isInstanceOf(StateException.class)
          .hasMessageContaining("relay-keys");
    }
    store.write("relay-keys", good);
    store.delete("link-certificate");
    assertThatThrownBy(() -> RelayKeys.load(store))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("link-certificate");
  }

  @Test
  void theyPrintNothingButTheirType() {
    assertThat(RelayKeys.generate(random)).hasToString("RelayKeys");
  }
}
