package io.whisper.node.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.BoardSealer;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.MailboxSealer;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.Topic;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.identity.BlindingPurpose;
import io.whisper.core.identity.Identity;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Prekey;
import io.whisper.core.seal.RoomKey;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody finds who takes the disk of a store. */
class EnvelopeDiskTest {
  /** So many bytes in a row are no coincidence on disks as small as these. */
  private static final int RUN = 7;

  private static final long NOW = VirtualTime.START.getEpochSecond();
  private static final int DAY = 86_400;

  @TempDir Path directory;

  private final SeededRandom random = new SeededRandom(1);
  private final Topic topic = Topic.ofName("bicycles, second hand");
  private final Identity author = Identity.ephemeral(random);
  private final RoomKey roomKey = RoomKey.generate(random);
  private final MessageId id = MessageId.generate(random);
  private final byte[] text = "one bicycle, blue, nearly new".getBytes(UTF_8);

  @Test
  void twoPeriodsOfATopicShareNothing() throws IOException {
    Set<Long> first = disk("first", posts(topic, 100, NOW));
    Set<Long> second = disk("second", posts(topic, 101, NOW + DAY));
    // What any two stores share, whatever topics they hold: names of fields and of files.
    Set<Long> strangers = disk("strangers", posts(Topic.random(random), 101, NOW + DAY));
    Set<Long> others = disk("others", posts(Topic.random(random), 100, NOW));

    Set<Long> found = new HashSet<>();
    for (Envelope each : posts(topic, 100, NOW)) {
      found.addAll(runs(each.terms().tag().toByteArray()));
    }
    assertThat(first).containsAll(found);
    assertThat(second).doesNotContainAnyElementsOf(found);

    Set<Long> shared = new HashSet<>(first);
    shared.retainAll(second);
    Set<Long> contents = new HashSet<>();
    for (Path each : List.of(directory.resolve("first"), directory.resolve("second"))) {
      contents.addAll(documents(each));
    }
    shared.retainAll(contents);
    shared.removeAll(strangers);
    shared.removeAll(others);
    assertThat(shared).isEmpty();
  }

  @Test
  void neitherTopicNorAuthorNorReaderNorContentIsThere() throws IOException {
    Identity reader = Identity.ephemeral(random);
    Address address = reader.address();
    Prekey prekey = Prekey.generate(random);
    Bytes32 mailbox = KeyBlinding.blindPublic(address, BlindingPurpose.MAILBOX, 100, 1440).bytes();
    Envelope mail =
        MailboxSealer.seal(
                random,
                address,
                prekey.publicKey(),
                EnvelopeTerms.mailbox(mailbox, NOW, DAY),
                new FirstContact(Kind.MESSAGE, id, DAY, text),
                author)
            .orElseThrow()
            .envelope();
    List<Envelope> all = Stream.concat(Stream.of(mail), posts(topic, 100, NOW).stream()).toList();
    Set<Long> disk = disk("store", all);

    assertThat(disk).containsAll(runs(mailbox.toByteArray()));
    for (byte[] secret :
        List.of(
            "bicycles, second hand".getBytes(UTF_8),
            topic.secret(),
            author.address().publicKey().toByteArray(),
            address.publicKey().toByteArray(),
            address.toString().getBytes(UTF_8),
            roomKey.publicKey().toByteArray(),
            topic.room().toByteArray(),
            KeyBlinding.blindPublic(address, 100, 1440).bytes().toByteArray(),
            prekey.publicKey(),
            id.toByteArray(),
            text)) {
      assertThat(disk).doesNotContainAnyElementsOf(runs(secret));
    }
  }

  /** An author says the same in both periods, and gives it a key to withdraw it with. */
  private List<Envelope> posts(Topic to, long period, long made) {
    return Stream.of(Kind.PUBLICATION, Kind.SIGNED_PUBLICATION)
        .map(
            kind -> {
              try (WithdrawalKey key = WithdrawalKey.generate(random)) {
                EnvelopeTerms terms =
                    EnvelopeTerms.board(to.tag(period), made, 14 * DAY, key.commitment());
                FirstContact content = new FirstContact(kind, id, 14 * DAY, text);
                return (kind == Kind.PUBLICATION
                        ? BoardSealer.seal(random, to, terms, content, author.address())
                        : BoardSealer.sealSigned(
                            random, to, terms, content, author.address(), roomKey))
                    .worked(1_000, random, () -> false)
                    .orElseThrow();
              }
            })
        .toList();
  }

  /** Everything in the files of a store that held these, was closed and opened again. */
  private Set<Long> disk(String name, List<Envelope> envelopes) throws IOException {
    Path store = directory.resolve(name);
    try (EnvelopeStore open = open(store)) {
      envelopes.forEach(envelope -> open.put(envelope.stored()));
    }
    open(store).close();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.list(store.resolve("files"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes.write(Files.readAllBytes(file));
      }
    }
    return runs(bytes.toByteArray());
  }

  /** The documents that a store gives out. */
  private static Set<Long> documents(Path store) {
    Set<Long> runs = new HashSet<>();
    try (EnvelopeStore open = open(store)) {
      Bytes32 highest = Bytes32.fromHex("ff".repeat(32));
      for (var shelf : Shelf.values()) {
        for (Bytes32 tag : open.tags(shelf, Bytes32.ZERO, highest, 100)) {
          for (var listed : open.list(shelf, tag, Bytes32.ZERO, 100)) {
            runs.addAll(runs(open.get(shelf, tag, listed.id()).orElseThrow().document()));
          }
        }
      }
    }
    return runs;
  }

  private static EnvelopeStore open(Path store) {
    return RocksEnvelopeStore.open(store, 1 << 24, new VirtualTime());
  }

  private static Set<Long> runs(byte[] bytes) {
    Set<Long> runs = new HashSet<>();
    ByteBuffer padded = ByteBuffer.allocate(bytes.length + Long.BYTES).put(bytes);
    for (int i = 0; i + RUN <= bytes.length; i++) {
      runs.add(padded.getLong(i) >>> (Long.SIZE - Byte.SIZE * RUN));
    }
    return runs;
  }
}
