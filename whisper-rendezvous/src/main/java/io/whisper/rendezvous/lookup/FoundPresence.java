package io.whisper.rendezvous.lookup;

import io.whisper.core.address.Address;
import io.whisper.core.identity.BlindedKey;
import io.whisper.rendezvous.descriptor.Presence;
import java.time.Instant;

/**
 * A recipient's presence as it was found.
 *
 * @param address whose it is
 * @param blindedKey the key that signed it, which is the identity in session handshakes
 * @param presence what it says
 * @param usableUntil when it has to be looked up anew
 */
public record FoundPresence(
    Address address, BlindedKey blindedKey, Presence presence, Instant usableUntil) {

  /** Only the type. */
  @Override
  public String toString() {
    return "FoundPresence";
  }
}
