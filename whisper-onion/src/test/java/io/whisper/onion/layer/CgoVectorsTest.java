package io.whisper.onion.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.whisper.core.testkit.Vectors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Counter Galois Onion against the published vectors of every part of it. */
final class CgoVectorsTest {

  private static byte[] hex(JsonNode vector, String... names) {
    byte[] all = new byte[0];
    for (String name : names) {
      byte[] part = Vectors.hex(vector, name);
      int at = all.length;
      all = Arrays.copyOf(all, at + part.length);
      System.arraycopy(part, 0, all, at, part.length);
    }
    return all;
  }

  private static Iterable<JsonNode> vectors(String file) {
    JsonNode vectors = Vectors.read(file).required("vectors");
    assertThat(vectors).isNotEmpty();
    return vectors;
  }

  @Test
  void et() {
    for (JsonNode vector : vectors("cgo-et.json")) {
      Et et = vector.required("encrypt").booleanValue() ? Et.encrypting() : Et.decrypting();
      et.key(hex(vector, "key"), 0);
      byte[] tweak = hex(vector, "tweak");
      byte[] block = hex(vector, "input");
      et.process(tweak, tweak.length, block, 0, Scratch.ofThread());
      assertThat(block).isEqualTo(hex(vector, "output"));
    }
  }

  @Test
  void prf() {
    for (JsonNode vector : vectors("cgo-prf.json")) {
      Prf prf = new Prf();
      prf.key(hex(vector, "key"), 0);
      byte[] expected = hex(vector, "output");
      byte[] out = new byte[expected.length];
      byte[] input = hex(vector, "input");
      if (vector.required("t").intValue() == 0) {
        prf.addTo(out, 0, out.length, input, 0, Scratch.ofThread());
      } else {
        prf.update(out, input, 0, Scratch.ofThread());
      }
      assertThat(out).isEqualTo(expected);
    }
  }

  @Test
  void uiv() {
    for (JsonNode vector : vectors("cgo-uiv.json")) {
      Uiv uiv = vector.required("encrypt").booleanValue() ? Uiv.encrypting() : Uiv.decrypting();
      uiv.key(hex(vector, "key"), 0);
      byte[] tweak = hex(vector, "tweak");
      byte[] body = hex(vector, "left", "right");
      uiv.process(Arrays.copyOf(tweak, 16), tweak[16] & 0xff, body, 0);
      assertThat(body).isEqualTo(hex(vector, "outLeft", "outRight"));
    }
  }

  @Test
  void update() {
    for (JsonNode vector : vectors("cgo-uiv-update.json")) {
      Uiv updated = Uiv.encrypting();
      updated.key(hex(vector, "key"), 0);
      byte[] nonce = hex(vector, "nonce");
      updated.update(nonce);
      assertThat(nonce).isEqualTo(hex(vector, "outNonce"));

      Uiv expected = Uiv.encrypting();
      expected.key(hex(vector, "outKey"), 0);
      assertSameKeys(updated, expected);
    }
  }

  @Test
  void relayPassesInEitherDirection() {
    for (JsonNode vector : vectors("cgo-relay.json")) {
      LayerState state = state(true, vector);
      byte[] cell = hex(vector, "tag", "body");
      state.process(hex(vector, "ad")[0] & 0xff, cell, 0);
      // The published relay updates nothing when it passes; recognising is tested on its own.
      assertThat(cell).isEqualTo(hex(vector, "outTag", "outBody"));
      assertState(state, true, vector, "outKey", "outNonce", "outLastTag");
    }
  }

  @Test
  void relayOriginates() {
    for (JsonNode vector : vectors("cgo-relay-originate.json")) {
      LayerState state = state(true, vector);
      byte[] cell = new byte[509];
      System.arraycopy(hex(vector, "message"), 0, cell, 16, 493);
      state.mark(cell, 0);
      state.process(hex(vector, "ad")[0] & 0xff, cell, 0);
      state.update();
      assertThat(cell).isEqualTo(hex(vector, "outTag", "outBody"));
      assertState(state, true, vector, "outKey", "outNonce", "outLastTag");
    }
  }

  @Test
  void clientOriginates() {
    for (JsonNode vector : vectors("cgo-client-originate.json")) {
      JsonNode before = vector.required("states");
      ClientOnion onion = new ClientOnion();
      for (JsonNode state : before) {
        onion.addHop(state(false, state), state(false, state));
      }
      byte[] cell = new byte[509];
      System.arraycopy(hex(vector, "message"), 0, cell, 16, 493);
      onion.originate(vector.required("hop").intValue() - 1, hex(vector, "ad")[0] & 0xff, cell, 0);
      assertThat(cell).isEqualTo(hex(vector, "outTag", "outBody"));
      int hop = 0;
      for (JsonNode after : vector.required("outStates")) {
        assertState(onion.forward(hop++), false, after, "key", "nonce", "lastTag");
      }
      assertThat(hop).isEqualTo(before.size());
    }
  }

  private static LayerState state(boolean relay, JsonNode node) {
    byte[] keys = hex(node, "key", "nonce");
    LayerState state = relay ? LayerState.ofRelay(keys, 0) : LayerState.ofClient(keys, 0);
    state.setLastTag(hex(node, "lastTag"));
    return state;
  }

  private static void assertState(
      LayerState actual, boolean relay, JsonNode node, String key, String nonce, String lastTag) {
    byte[] marked = new byte[16];
    actual.mark(marked, 0);
    assertThat(marked).isEqualTo(hex(node, nonce));
    byte[] tag = new byte[16];
    actual.copyLastTag(tag, 0);
    assertThat(tag).isEqualTo(hex(node, lastTag));

    byte[] keys = hex(node, key, nonce);
    LayerState expected = relay ? LayerState.ofRelay(keys, 0) : LayerState.ofClient(keys, 0);
    assertSameKeys(actual.uiv(), expected.uiv());
  }

  /** Keys lie expanded where nobody can read them: equal keys are keys that do the same. */
  private static void assertSameKeys(Uiv actual, Uiv expected) {
    byte[] one = new byte[509];
    byte[] other = new byte[509];
    actual.process(new byte[16], 5, one, 0);
    expected.process(new byte[16], 5, other, 0);
    assertThat(one).isEqualTo(other);
    byte[] nonce = new byte[16];
    byte[] otherNonce = new byte[16];
    actual.update(nonce);
    expected.update(otherNonce);
    assertThat(nonce).isEqualTo(otherNonce);
  }
}
