package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.XWing;
import io.whisper.core.envelope.BoardSealer;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.envelope.Topic;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.rendezvous.descriptor.Card;
import io.whisper.rendezvous.descriptor.CardDocument;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What somebody finds who reads everything that a store keeps. */
class StoreDiskTest {
  /** Shorter runs of equal bytes come about by chance, or are times and lengths. */
  private static final int RUN = 8;

  private static final int HOUR = 3600;

  private final SeededRandom random = new SeededRandom(51);
  private final VirtualTime time = new VirtualTime();
  private final EnvelopeStore disk = EnvelopeStore.inMemory(8 << 20, time);
  private final StoreAtWork store = new StoreAtWork(disk, time);
  private final Posts posts = new Posts(random);

  /** Everything that was handed to the store, by the period in which that was. */
  private final Map<Long, ByteArrayOutputStream> found = new HashMap<>();

  @Test
  void whatLiesThereOfOneTopicInTwoPeriodsSharesNothing() {
    try (Topic topic = Topic.ofName("a small room")) {
      for (long period : new long[] {20_000, 20_001}) {
        for (int i = 0; i < 20; i++) {
          post(topic, period, "the same words each time, and long enough to be found");
        }
        time.advance(Duration.ofDays(1));
      }
    }
    assertThat(shared(20_000, 20_001)).isEmpty();
  }

  @Test
  void theCardsOfOneRecipientInTwoPeriodsShareNothing() {
    try (Identity identity = Identity.ephemeral(random)) {
      Card card = new Card(random.bytes(XWing.PUBLIC_KEY_SIZE), 0, HOUR);
      for (long period : new long[] {20_000, 20_001}) {
        Instant expires = time.now().plus(Duration.ofDays(2));
        CardDocument document =
            CardDocument.create(
                random,
                identity,
                new TimePeriod(period, 1440),
                (time.now().getEpochSecond() << 16) + random.nextInt(256),
                expires,
                card);
        assertThat(store.put(DocumentKind.CARD, Posts.paid(document, random).encode()).status())
            .isEqualTo(Status.STORED);
        find(period, disk.get(Shelf.CARD, document.tag(), document.id()).orElseThrow());
        time.advance(Duration.ofDays(1));
      }
    }
    assertThat(shared(20_000, 20_001)).isEmpty();
  }

  private void post(Topic topic, long period, String text) {
    Bytes32 tag = topic.tag(period);
    try (WithdrawalKey key = WithdrawalKey.generate(random)) {
      EnvelopeTerms terms =
          EnvelopeTerms.board(
              tag, time.now().getEpochSecond(), HOUR + random.nextInt(HOUR), key.commitment());
      Envelope envelope = posts.worked(seal(topic, terms, text), StoreAtWork.WORK);
      assertThat(store.put(envelope).status()).isEqualTo(Status.STORED);
      find(period, disk.get(Shelf.BOARD, tag, envelope.id()).orElseThrow());
    }
  }

  private Envelope seal(Topic topic, EnvelopeTerms terms, String text) {
    FirstContact content =
        new FirstContact(
            Kind.PUBLICATION,
            MessageId.generate(random),
            terms.ttlSeconds(),
            text.getBytes(StandardCharsets.UTF_8));
    return BoardSealer.seal(random, topic, terms, content, null);
  }

  private void find(long period, StoredEnvelope entry) {
    ByteArrayOutputStream out = found.computeIfAbsent(period, each -> new ByteArrayOutputStream());
    out.writeBytes(entry.tag().toByteArray());
    out.writeBytes(entry.id().toByteArray());
    out.writeBytes(entry.document());
  }

  private Set<ByteBuffer> shared(long one, long other) {
    Set<ByteBuffer> runs = runs(bytes(one));
    runs.retainAll(runs(bytes(other)));
    return runs;
  }

  private byte[] bytes(long period) {
    return Objects.requireNonNull(found.get(period)).toByteArray();
  }

  private static Set<ByteBuffer> runs(byte[] bytes) {
    Set<ByteBuffer> runs = new HashSet<>();
    for (int i = 0; i + RUN <= bytes.length; i++) {
      runs.add(ByteBuffer.wrap(bytes, i, RUN).slice());
    }
    return runs;
  }
}
