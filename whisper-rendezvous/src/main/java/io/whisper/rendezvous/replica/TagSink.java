package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.rendezvous.store.wire.WithdrawnMark;

/** Where what a store gives of a tag goes. Called on the loop. */
public interface TagSink {
  /** An envelope of the tag, as whole and as genuine as its digest says; it may have expired. */
  void onEnvelope(Envelope envelope);

  /** The store says that it does not have this one, or no longer. */
  void onGone(Bytes32 id);

  /** An envelope of the tag was withdrawn, as its mark proves. */
  void onWithdrawn(WithdrawnMark mark);
}
