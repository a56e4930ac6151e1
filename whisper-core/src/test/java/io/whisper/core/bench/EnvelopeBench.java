package io.whisper.core.bench;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.BoardSealer;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.MailboxSealer;
import io.whisper.core.envelope.ProofOfWork;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Posted;
import io.whisper.core.seal.Prekey;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Envelopes of 256 bytes that live an hour: sealing, working, reading, opening. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EnvelopeBench {
  private static final long NOW = 1_800_000_000;
  private static final int LIFE = 3_600;
  private static final int HASHES = 102_400;

  private final SecureRandom random = new SecureRandom();
  private final Topic topic = Topic.random(random);
  private final EnvelopeTerms board = EnvelopeTerms.board(topic.tag(1), NOW, LIFE, null);
  private final EnvelopeTerms mailbox = EnvelopeTerms.mailbox(topic.tag(2), NOW, LIFE);
  private final FirstContact post = content(random, Kind.PUBLICATION);
  private final FirstContact message = content(random, Kind.MESSAGE);
  private final Identity recipient = Identity.ephemeral(random);
  private final byte[] prekey = Prekey.generate(random).publicKey();
  private final Envelope posted = BoardSealer.seal(random, topic, board, post, null);
  private final byte[] encoded = posted.encode();

  /** An author seals a post. */
  @Benchmark
  public Envelope sealPost() {
    return BoardSealer.seal(random, topic, board, post, null);
  }

  /** An author seals a post and does the work that a network asks for that says nothing else. */
  @Benchmark
  public Optional<Envelope> sealPostWithMinimalWork() {
    return sealPost().worked(ProofOfWork.DEFAULT_EFFORT, random, () -> false);
  }

  /** A sender seals a message for a mailbox and does the minimal work. */
  @Benchmark
  public Optional<Envelope> sealMailWithMinimalWork() {
    return MailboxSealer.seal(random, recipient.address(), prekey, mailbox, message, null)
        .flatMap(mail -> mail.envelope().worked(ProofOfWork.DEFAULT_EFFORT, random, () -> false));
  }

  /** A store reads an envelope and computes its id and its rank. */
  @Benchmark
  public long decodeAndRank() {
    return Envelope.decode(encoded).orElseThrow().rank();
  }

  /** A reader opens a post. */
  @Benchmark
  public Optional<Posted> openPost() {
    return BoardSealer.open(topic, posted);
  }

  /** One hash of a search for work. */
  @Benchmark
  @OperationsPerInvocation(HASHES)
  public OptionalLong hash() {
    int[] looks = {HASHES / 1_024};
    return ProofOfWork.search(Bytes32.ZERO, 256, random.nextLong(), () -> looks[0]-- == 0);
  }

  /** The topic of a password. */
  @Benchmark
  public Topic topicOfPassword() {
    return Topic.ofPassword("correct horse".toCharArray());
  }

  private static FirstContact content(SecureRandom random, Kind kind) {
    return new FirstContact(kind, MessageId.generate(random), LIFE, new byte[256]);
  }
}
