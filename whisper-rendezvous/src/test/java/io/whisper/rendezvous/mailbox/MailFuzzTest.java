package io.whisper.rendezvous.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.MailboxSealer;
import io.whisper.core.envelope.OpenedMail;
import io.whisper.core.envelope.SealedMail;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Prekey;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.rendezvous.introduction.LateReply;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Fuzz targets of what lies in a mailbox; the build runs them over their seeds. */
final class MailFuzzTest {
  private static final SeededRandom RANDOM = new SeededRandom(3);
  private static final Identity RECIPIENT = Identity.ephemeral(RANDOM);
  private static final Identity SENDER = Identity.ephemeral(RANDOM);
  private static final Prekey PREKEY = Prekey.generate(RANDOM);
  private static final EnvelopeTerms TERMS = EnvelopeTerms.mailbox(Bytes32.ZERO, 1, 60);
  private static final List<Kind> WAITING = List.of(Kind.MESSAGE, Kind.LATE_REPLY, Kind.ROOM_KEY);

  /** Whatever somebody puts there without sealing it, nothing opens. */
  @FuzzTest(maxDuration = "20s")
  void sealed(byte[] data) {
    byte[] sealed = Arrays.copyOf(data, EnvelopeKind.MAILBOX.sealedSize(256));
    // Its first bytes say which prekey, and anybody knows that.
    System.arraycopy(id(), 0, sealed, 0, Prekey.ID_SIZE);
    Envelope envelope = new Envelope(TERMS, 0, sealed);
    assertThat(MailboxSealer.open(RECIPIENT, PREKEY, envelope)).isEmpty();
    Envelope.decode(data)
        .filter(read -> read.terms().kind() == EnvelopeKind.MAILBOX)
        .ifPresent(read -> assertThat(MailboxSealer.open(RECIPIENT, PREKEY, read)).isEmpty());
  }

  /** Whatever somebody seals, it opens as it was, and what is read of it is written as it came. */
  @FuzzTest(maxDuration = "20s")
  void inside(byte[] data) {
    int first = data.length == 0 ? 0 : data[0] & 0xff;
    Kind kind = WAITING.get(first % WAITING.size());
    boolean known = first >= 128;
    // No payload that is sent is longer.
    int end = Math.min(data.length, 1 + 65_536);
    byte[] payload = Arrays.copyOfRange(data, Math.min(1, end), end);
    FirstContact content =
        new FirstContact(kind, MessageId.of(Arrays.copyOf(data, MessageId.SIZE)), 60, payload);
    SealedMail sealed =
        MailboxSealer.seal(
                RANDOM,
                RECIPIENT.address(),
                PREKEY.publicKey(),
                TERMS,
                content,
                known ? SENDER : null)
            .orElseThrow();
    Optional<OpenedMail> opened = MailboxSealer.open(RECIPIENT, PREKEY, sealed.envelope());
    assertThat(opened)
        .hasValueSatisfying(
            mail -> {
              assertThat(mail.content().kind()).isEqualTo(kind);
              assertThat(mail.content().payload()).isEqualTo(payload);
              assertThat(mail.content().id()).isEqualTo(content.id());
              assertThat(mail.sender()).isEqualTo(known ? SENDER.address() : null);
              assertThat(mail.acknowledgement()).isEqualTo(sealed.acknowledgement());
            });
    LateReply.decode(payload).ifPresent(read -> assertThat(read.encode()).isEqualTo(payload));
    Acknowledgement.decode(payload).ifPresent(read -> assertThat(read.encode()).isEqualTo(payload));
  }

  private static byte[] id() {
    byte[] id = new byte[Prekey.ID_SIZE];
    for (int i = 0; i < id.length; i++) {
      id[i] = (byte) (PREKEY.id() >>> (8 * (id.length - 1 - i)));
    }
    return id;
  }
}
