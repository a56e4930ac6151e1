package io.whisper.core.identity;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.Labelled;

/**
 * A blinded public key, under which the stores know a recipient for one time period.
 *
 * @param bytes an encoded Ed25519 public key; a key that is not valid verifies nothing
 */
public record BlindedKey(Bytes32 bytes) {
  /** Whether {@code signature} is this key's over {@code message} behind {@code label}. */
  public boolean verify(String label, byte[] message, byte[] signature) {
    return Ed25519.verify(bytes.toByteArray(), Labelled.bytes(label, message), signature);
  }

  /** Only the type: it names a recipient to whoever knows the address. */
  @Override
  public String toString() {
    return "BlindedKey";
  }
}
