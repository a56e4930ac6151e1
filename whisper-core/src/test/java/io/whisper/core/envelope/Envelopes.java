package io.whisper.core.envelope;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.SeededRandom;
import org.jspecify.annotations.Nullable;

/** Envelopes around random bytes. */
final class Envelopes {
  private static final int[] BUCKETS = {256, 1_024, 4_096, 16_384, 65_536};

  private Envelopes() {}

  static Envelope any(SeededRandom random) {
    int bucket = BUCKETS[random.nextInt(BUCKETS.length)];
    if (random.nextBoolean()) {
      return mailbox(random, bucket);
    }
    return board(random, bucket, random.nextBoolean() ? Bytes32.of(random.bytes(32)) : null);
  }

  static Envelope board(SeededRandom random, int bucket, @Nullable Bytes32 withdrawal) {
    return of(random, EnvelopeKind.BOARD, bucket, withdrawal);
  }

  static Envelope mailbox(SeededRandom random, int bucket) {
    return of(random, EnvelopeKind.MAILBOX, bucket, null);
  }

  private static Envelope of(
      SeededRandom random, EnvelopeKind kind, int bucket, @Nullable Bytes32 withdrawal) {
    Bytes32 tag = Bytes32.of(random.bytes(32));
    long expires = 1 + (random.nextLong() >>> random.nextInt(1, 60));
    int ttl = 1 + (random.nextInt(Integer.MAX_VALUE) >>> random.nextInt(30));
    EnvelopeTerms terms = new EnvelopeTerms(kind, tag, Math.max(1, expires), ttl, withdrawal);
    long nonce = random.nextInt(4) == 0 ? 0 : random.nextLong();
    return new Envelope(terms, nonce, random.bytes(kind.sealedSize(bucket)));
  }
}
