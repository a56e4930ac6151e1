package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.seal.FirstContact;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.reception.Receipt;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that was sent to this endpoint by itself, opened.
 *
 * @param sender who proved to have sent it, or null
 * @param expiry from when on nobody wants it any more
 * @param receipt its answer, which has to be given
 * @param memory whether it was handed before, which is noted; blocks on the disk
 */
record Arrived(
    FirstContact content,
    @Nullable Address sender,
    Instant expiry,
    Receipt receipt,
    Supplier<Admission> memory) {
  @Override
  public String toString() {
    return "Arrived";
  }
}
