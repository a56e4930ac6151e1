package io.whisper.onion.layer;

import io.whisper.onion.cell.Cell;
import java.util.Arrays;

/**
 * UIV+, a tweakable cipher over a whole relay cell body of 509 bytes (docs/protocol.md, section 6),
 * in one direction.
 *
 * <pre>
 * ENC(H, X_L | X_R): Y_L = ET.ENC(H | X_R, X_L); Y_R = X_R xor PRF(Y_L, 0)
 * J = KB | KU is the key of ET, S = K | B the key of PRF, H = lastTag 16 | command 1
 * </pre>
 *
 * <p>DEC is the inverse. Only ENC is non-malleable: every bit of its result depends on every bit of
 * the body, so relays ENC and clients DEC. Not safe for use by several threads at once.
 */
final class Uiv {

  /** Bytes of a key: J 32 | S 32. */
  static final int KEY_SIZE = Et.KEY_SIZE + Prf.KEY_SIZE;

  /** Bytes of the tweak of ET: lastTag 16 | command 1 | X_R 493. */
  static final int TWEAK_SIZE = Cell.TAG_SIZE + 1 + Cell.PAYLOAD_SIZE;

  private final boolean encrypting;
  private final Et et;
  private final Prf prf = new Prf();

  private Uiv(boolean encrypting) {
    this.encrypting = encrypting;
    this.et = encrypting ? Et.encrypting() : Et.decrypting();
  }

  static Uiv encrypting() {
    return new Uiv(true);
  }

  static Uiv decrypting() {
    return new Uiv(false);
  }

  /** Takes a new key J | S at this place. */
  void key(byte[] array, int offset) {
    et.key(array, offset);
    prf.key(array, offset + Et.KEY_SIZE);
  }

  /** Processes the 509 bytes at this place under the tweak lastTag | command. */
  void process(byte[] lastTag, int command, byte[] body, int offset) {
    Scratch scratch = Scratch.ofThread();
    if (encrypting) {
      etOverTag(lastTag, command, body, offset, scratch);
      prfOverPayload(body, offset, scratch);
    } else {
      prfOverPayload(body, offset, scratch);
      etOverTag(lastTag, command, body, offset, scratch);
    }
    scratch.wipe();
  }

  private void etOverTag(byte[] lastTag, int command, byte[] body, int offset, Scratch scratch) {
    byte[] tweak = scratch.tweak;
    System.arraycopy(lastTag, 0, tweak, 0, Cell.TAG_SIZE);
    tweak[Cell.TAG_SIZE] = (byte) command;
    System.arraycopy(body, offset + Cell.TAG_SIZE, tweak, Cell.TAG_SIZE + 1, Cell.PAYLOAD_SIZE);
    et.process(tweak, TWEAK_SIZE, body, offset, scratch);
  }

  private void prfOverPayload(byte[] body, int offset, Scratch scratch) {
    prf.addTo(body, offset + Cell.TAG_SIZE, Cell.PAYLOAD_SIZE, body, offset, scratch);
  }

  /** Moves the key on and replaces these 16 bytes by the next nonce: (J, S, N) := PRF(nonce, 1). */
  void update(byte[] nonce) {
    Scratch scratch = Scratch.ofThread();
    byte[] next = new byte[KEY_SIZE + Cell.TAG_SIZE];
    prf.update(next, nonce, 0, scratch);
    key(next, 0);
    System.arraycopy(next, KEY_SIZE, nonce, 0, Cell.TAG_SIZE);
    Arrays.fill(next, (byte) 0);
    scratch.wipe();
  }

  void wipe() {
    et.wipe();
    prf.wipe();
  }
}
