package io.whisper.core.envelope;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.seal.BoardKey;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Posted;
import io.whisper.core.seal.RoomKey;
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
   * @param content of a kind of boards that is not signed, its payload 65,536 bytes at most
   * @param author who says to have written it, or null; the topic does not prove it
   */
  public static Envelope seal(
      SecureRandom random,
      Topic topic,
      EnvelopeTerms terms,
      FirstContact content,
      @Nullable Address author) {
    check(terms);
    try (BoardKey key = topic.boardKey()) {
      return new Envelope(terms, 0, key.seal(random, visible(terms), content, author));
    }
  }

  /**
   * The envelope of a signed post (docs/protocol.md, 18.9), not yet worked for.
   *
   * @param terms of a board; the tag is {@link Topic#tag} of the period
   * @param content a {@code SIGNED_PUBLICATION}, its payload the text, {@link
   *     BoardKey#MAX_SIGNED_TEXT} bytes at most
   * @param author who says to have written it
   * @param roomKey with which the author signs what it writes on this topic
   */
  public static Envelope sealSigned(
      SecureRandom random,
      Topic topic,
      EnvelopeTerms terms,
      FirstContact content,
      Address author,
      RoomKey roomKey) {
    check(terms);
    try (BoardKey key = topic.boardKey()) {
      return new Envelope(
          terms, 0, key.sealSigned(random, visible(terms), content, author, roomKey));
    }
  }

  private static void check(EnvelopeTerms terms) {
    if (terms.kind() != EnvelopeKind.BOARD) {
      throw new IllegalArgumentException("terms are of a " + terms.kind() + ", not of a BOARD");
    }
  }

  /**
   * What is in a post, or nothing when it is none of {@code topic}, was changed, or bears a
   * signature that does not hold.
   */
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
