package io.whisper.rendezvous.store;

import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.rendezvous.store.wire.PutAnswer;
import org.jspecify.annotations.Nullable;

/**
 * What became of a document that was put.
 *
 * @param answer to whoever put it
 * @param arrived an envelope that was not held before, or null
 * @param withdrawn a mark that was not held before, or because of which an envelope went, or null
 */
record Taken(
    PutAnswer answer, @Nullable StoredEnvelope arrived, @Nullable StoredEnvelope withdrawn) {

  /** Nothing changed that anybody else has to know. */
  static Taken answer(PutAnswer.Status status) {
    return new Taken(PutAnswer.of(status), null, null);
  }

  /** The same with the work that is asked for. */
  static Taken needs(PutAnswer.Status status, long work) {
    return new Taken(new PutAnswer(status, work), null, null);
  }

  /** Held from now on. */
  static Taken arrived(StoredEnvelope envelope) {
    return new Taken(PutAnswer.of(PutAnswer.Status.STORED), envelope, null);
  }
}
