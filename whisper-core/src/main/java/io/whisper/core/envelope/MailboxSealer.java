package io.whisper.core.envelope;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.SecretBytes;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.Buckets;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.Opened;
import io.whisper.core.seal.Prekey;
import io.whisper.core.seal.Sealed;
import io.whisper.core.seal.Sealer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sealing of messages into the mailbox of a recipient (docs/protocol.md, 18.6): {@link Sealer} to a
 * prekey that the recipient placed ahead. Stateless; for workers.
 */
public final class MailboxSealer {
  private MailboxSealer() {}

  /**
   * The envelope of a message, not yet worked for, and the topic of its acknowledgement.
   *
   * @param recipient the address whose prekey it is
   * @param prekey its X-Wing public key
   * @param terms of a mailbox
   * @param content not of a kind of boards, nor the terms of a session
   * @param sender who wants to be known, or null to stay anonymous
   * @return nothing when {@code prekey} is not a key
   */
  public static Optional<SealedMail> seal(
      SecureRandom random,
      Address recipient,
      byte[] prekey,
      EnvelopeTerms terms,
      FirstContact content,
      @Nullable Identity sender) {
    if (terms.kind() != EnvelopeKind.MAILBOX) {
      throw new IllegalArgumentException("terms are of a " + terms.kind() + ", not of a MAILBOX");
    }
    if (!waits(content.kind())) {
      throw new IllegalArgumentException(
          content.kind() + " does not wait in mailboxes: MESSAGE, LATE_REPLY and ROOM_KEY do");
    }
    long prekeyId = Prekey.id(prekey);
    return Sealer.seal(
            random,
            recipient,
            prekey,
            visible(terms, prekeyId),
            content,
            Buckets.forSize(content.size()),
            sender)
        .map(
            made -> {
              try (made) {
                return new SealedMail(
                    envelope(terms, prekeyId, made), acknowledgement(made.acknowledgement()));
              }
            });
  }

  /** The id of the prekey that an envelope of a mailbox is sealed to. */
  public static long prekeyId(Envelope envelope) {
    if (envelope.terms().kind() != EnvelopeKind.MAILBOX) {
      throw new IllegalArgumentException("the envelope is of a " + envelope.terms().kind());
    }
    return new ByteReader(envelope.sealed(), 0, Prekey.ID_SIZE).u64();
  }

  /**
   * What is in an envelope of the mailbox, or nothing when it was not sealed to {@code prekey} of
   * {@code recipient}, was changed, or the sender is not who it says.
   */
  public static Optional<OpenedMail> open(Identity recipient, Prekey prekey, Envelope envelope) {
    if (envelope.terms().kind() != EnvelopeKind.MAILBOX || prekeyId(envelope) != prekey.id()) {
      return Optional.empty();
    }
    byte[] sealed = envelope.sealed();
    byte[] body = Arrays.copyOfRange(sealed, Prekey.ID_SIZE, sealed.length);
    return Sealer.open(recipient, prekey, visible(envelope.terms(), prekey.id()), body)
        .flatMap(
            opened -> {
              try (opened) {
                return waits(opened.content().kind())
                    ? Optional.of(mail(opened))
                    : Optional.empty();
              }
            });
  }

  private static OpenedMail mail(Opened opened) {
    return new OpenedMail(
        opened.content(), opened.sender(), acknowledgement(opened.acknowledgement()));
  }

  private static boolean waits(Kind kind) {
    return kind != Kind.SESSION && !kind.onBoard();
  }

  private static Envelope envelope(EnvelopeTerms terms, long prekeyId, Sealed made) {
    byte[] body = made.body();
    return new Envelope(
        terms,
        0,
        ByteWriter.ofSize(Prekey.ID_SIZE + body.length).u64(prekeyId).bytes(body).toByteArray());
  }

  private static Topic acknowledgement(SecretBytes secret) {
    byte[] bytes = secret.toByteArray();
    try {
      return Topic.ofKey(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static byte[] visible(EnvelopeTerms terms, long prekeyId) {
    ByteWriter writer = ByteWriter.growing().ascii(Labelled.PREFIX + "mailbox");
    terms.writeTo(writer);
    return writer.u64(prekeyId).toByteArray();
  }
}
