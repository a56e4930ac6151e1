package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.util.Optional;

/**
 * What may lie at one tag: a store that gives anything else lies (docs/protocol.md, "Writers and
 * readers of tags").
 */
record TagCheck(EnvelopeKind kind, Bytes32 tag) {
  /** The envelope of a document, when it is one that may lie there. */
  Optional<Envelope> envelope(byte[] document) {
    return Envelope.decode(document).filter(envelope -> allows(envelope.terms()));
  }

  /** Whether it is the mark of an envelope that may have lain there. */
  boolean allows(WithdrawnMark mark) {
    return allows(mark.terms());
  }

  /** Whether a list may name this; nothing of a mailbox is withdrawn. */
  boolean allows(Listed.Entry entry) {
    return !entry.withdrawn() || kind == EnvelopeKind.BOARD;
  }

  private boolean allows(EnvelopeTerms terms) {
    return terms.kind() == kind
        && terms.tag().equals(tag)
        && terms.ttlSeconds() <= EnvelopeTerms.MAX_TTL_SECONDS;
  }

  /** The kind only. */
  @Override
  public String toString() {
    return "TagCheck[" + kind + "]";
  }
}
