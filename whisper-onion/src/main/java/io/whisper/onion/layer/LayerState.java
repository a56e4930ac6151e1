package io.whisper.onion.layer;

import io.whisper.onion.cell.Cell;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The keys J and S, the nonce N and the last tag of one hop and one direction (docs/protocol.md,
 * section 6).
 *
 * <p>At a relay it encrypts, at a client it decrypts what the relay has or will have encrypted; the
 * last tag is on both sides that of the encrypted cell. Not safe for use by several threads at
 * once.
 */
final class LayerState {

  /** Bytes of a state in a key stream: J 32 | S 32 | N 16; the last tag is zero at first. */
  static final int SIZE = Uiv.KEY_SIZE + Cell.TAG_SIZE;

  private final boolean encrypting;
  private final Uiv uiv;
  private final byte[] nonce;
  private final byte[] lastTag = new byte[Cell.TAG_SIZE];
  private final byte[] tag = new byte[Cell.TAG_SIZE];

  private LayerState(boolean encrypting, byte[] keys, int offset) {
    this.encrypting = encrypting;
    uiv = encrypting ? Uiv.encrypting() : Uiv.decrypting();
    uiv.key(keys, offset);
    nonce = Arrays.copyOfRange(keys, offset + Uiv.KEY_SIZE, offset + SIZE);
  }

  /** The state at a relay, from 80 bytes of a key stream. */
  static LayerState ofRelay(byte[] keys, int offset) {
    return new LayerState(true, keys, offset);
  }

  /** The state at a client, from 80 bytes of a key stream. */
  static LayerState ofClient(byte[] keys, int offset) {
    return new LayerState(false, keys, offset);
  }

  /** Processes a body in place and remembers the tag of its encrypted side. */
  void process(int command, byte[] body, int offset) {
    if (encrypting) {
      uiv.process(lastTag, command, body, offset);
      System.arraycopy(body, offset, lastTag, 0, Cell.TAG_SIZE);
    } else {
      System.arraycopy(body, offset, tag, 0, Cell.TAG_SIZE);
      uiv.process(lastTag, command, body, offset);
      System.arraycopy(tag, 0, lastTag, 0, Cell.TAG_SIZE);
    }
  }

  /** Sets the tag of a body to N: whoever removes or adds this layer knows it as a message. */
  void mark(byte[] body, int offset) {
    System.arraycopy(nonce, 0, body, offset, Cell.TAG_SIZE);
  }

  /** Whether the tag of a body is N, compared in constant time. */
  boolean marked(byte[] body, int offset) {
    System.arraycopy(body, offset, tag, 0, Cell.TAG_SIZE);
    return MessageDigest.isEqual(tag, nonce);
  }

  /**
   * Moves the keys on after a message: (J, S, N) := PRF(T, 1) from the last tag T, which on the way
   * from the client is N itself.
   */
  void update() {
    System.arraycopy(lastTag, 0, nonce, 0, Cell.TAG_SIZE);
    uiv.update(nonce);
  }

  /** Copies the tag of the last cell as it stood encrypted between this hop and the next. */
  void copyLastTag(byte[] target, int offset) {
    System.arraycopy(lastTag, 0, target, offset, Cell.TAG_SIZE);
  }

  /** Stands in for cells that came before: published vectors begin in the middle of a circuit. */
  void setLastTag(byte[] value) {
    System.arraycopy(value, 0, lastTag, 0, Cell.TAG_SIZE);
  }

  Uiv uiv() {
    return uiv;
  }

  void wipe() {
    uiv.wipe();
    Arrays.fill(nonce, (byte) 0);
    Arrays.fill(lastTag, (byte) 0);
    Arrays.fill(tag, (byte) 0);
  }
}
