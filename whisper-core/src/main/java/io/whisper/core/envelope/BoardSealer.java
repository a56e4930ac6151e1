package io.whisper.core.envelope;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.seal.BoardKey;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Posted;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sealing of posts for everybody who knows a topic (docs/protocol.md, 18.5). Stateless. */
public final class BoardSealer {
  private BoardSealer() {}

  /**
   * The envelope of a post, not yet worked for.
   *
   * @param terms of a board; the tag is {@link Topic#tag} of the period
   * @param content of a kind of boards, its payload 65,536 bytes at most
   * @param author who says to have written it, or null; the topic does not prove it
   */
  public static Envelope seal(
      SecureRandom random,
      Topic topic,
      EnvelopeTerms terms,
      FirstContact content,
      @Nullable Address author) {
    if (terms.kind() != EnvelopeKind.BOARD) {
      throw new IllegalArgumentException("terms are of a " + terms.kind() + ", not of a BOARD");
    }
    try (BoardKey key = topic.boardKey()) {
      return new Envelope(terms, 0, key.seal(random, visible(terms), content, author));
    }
  }

  /** What is in a post, or nothing when it is none of {@code topic} or was changed. */
  public static Optional<Posted> open(Topic topic, Envelope envelope) {
    if (envelope.terms().kind() != EnvelopeKind.BOARD) {
      return Optional.empty();
    }
    try (BoardKey key = topic.boardKey()) {
      return key.open(visible(envelope.terms()), envelope.sealed());
    }
  }

  private static byte[] visible(EnvelopeTerms terms) {
    ByteWriter writer = ByteWriter.growing().ascii(Labelled.PREFIX + "board");
    terms.writeTo(writer);
    terms.withdrawalOrZeros().writeTo(writer);
    return writer.toByteArray();
  }
}
