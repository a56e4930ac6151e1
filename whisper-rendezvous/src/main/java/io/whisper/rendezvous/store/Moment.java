package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.rendezvous.ring.Ring;

/**
 * What a store goes by when it judges a document: carried to the threads that do so.
 *
 * @param ring of the live consensus, without stores when there is none
 * @param self the identity of the relay
 * @param now in seconds since 1970
 * @param effort the work that envelopes have to show
 */
record Moment(Ring ring, Bytes32 self, long now, long effort) {

  /** Whether the store may be asked to hold this tag. */
  boolean answersFor(Bytes32 tag) {
    return ring.answersFor(self, tag);
  }
}
