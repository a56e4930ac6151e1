package io.whisper.rendezvous.reception;

import io.whisper.core.address.Address;
import io.whisper.core.crypto.X25519KeyPair;
import io.whisper.core.seal.FirstContact;
import org.jspecify.annotations.Nullable;

/**
 * A first contact that reached the recipient, opened, and never seen before under its introduction
 * key.
 *
 * @param content what its sender says
 * @param sender who proved to have sent it, or null
 * @param handshakeKey the recipient's key B of the presence that it was sealed to
 * @param answering its answer, which has to be given
 */
public record Incoming(
    FirstContact content, @Nullable Address sender, X25519KeyPair handshakeKey, Receipt answering) {
  @Override
  public String toString() {
    return "Incoming";
  }
}
