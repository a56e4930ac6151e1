package io.whisper.rendezvous.board;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.Topic;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.state.StateStore;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.kept.Kept;
import io.whisper.rendezvous.kept.KeptFiles;
import io.whisper.rendezvous.ring.Ring;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A post as its author keeps it over a restart, to put it where it is missing, to withdraw it or to
 * put another in its place.
 *
 * <pre>
 * version u8 (1) | flags u8 (1 withdrawn, 2 identified) | stores u8 | least hops u8 | most hops u8 | ttl u32
 *     | expires u64 | tag 32 | id 32 | topic secret 32 | withdrawal key 32 | envelope, as long as it
 *     is put</pre>
 *
 * @param plan of the post
 * @param tag where it lies
 * @param id of the post
 * @param key that withdraws it
 * @param stores how many have said that they hold it, 0 to 3
 * @param withdrawn whether its author wants it gone
 * @param envelope what is put to stores, or null when all three hold it or it shall go
 */
public record KeptPost(
    PostPlan plan,
    Bytes32 tag,
    Bytes32 id,
    WithdrawalKey key,
    int stores,
    boolean withdrawn,
    @Nullable Envelope envelope)
    implements Kept {
  private static final int VERSION = 1;
  private static final int WITHDRAWN = 1;
  private static final int IDENTIFIED = 2;
  private static final String CHILD = "posts";
  private static final String PREFIX = "post-";

  /** The posts in the state of an endpoint. */
  public static KeptFiles<KeptPost> files(RoleLoop loop, StateStore state) {
    return new KeptFiles<>(loop, state.child(CHILD), PREFIX, KeptPost::decode);
  }

  /** A post that is about to be put. */
  static KeptPost of(PostPlan plan, WithdrawalKey key, Envelope envelope) {
    return new KeptPost(plan, envelope.terms().tag(), envelope.id(), key, 0, false, envelope);
  }

  /** The same at so many stores. */
  KeptPost at(int count) {
    Envelope left = count < Ring.REPLICAS ? envelope : null;
    return new KeptPost(plan, tag, id, key, count, withdrawn, left);
  }

  /** The same when it shall go. */
  KeptPost gone() {
    return new KeptPost(plan, tag, id, key, stores, true, null);
  }

  @Override
  public String name() {
    // Half of it is enough to tell posts apart.
    return id.hex().substring(0, Bytes32.SIZE);
  }

  @Override
  public byte[] encode() {
    byte[] secret = plan.topic().secret();
    byte[] withdrawal = key.toByteArray();
    ByteWriter out =
        ByteWriter.growing()
            .u8(VERSION)
            .u8((withdrawn ? WITHDRAWN : 0) | (plan.identified() ? IDENTIFIED : 0))
            .u8(stores)
            .u8(plan.hops().least())
            .u8(plan.hops().most())
            .u32(plan.ttl().toSeconds())
            .u64(plan.expires().getEpochSecond())
            .bytes(tag.toByteArray())
            .bytes(id.toByteArray())
            .bytes(secret)
            .bytes(withdrawal);
    if (envelope != null) {
      out.bytes(envelope.encode());
    }
    byte[] encoded = out.toByteArray();
    out.wipe();
    Arrays.fill(secret, (byte) 0);
    Arrays.fill(withdrawal, (byte) 0);
    return encoded;
  }

  static Optional<KeptPost> decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.u8();
    int flags = in.u8();
    int stores = in.u8();
    int least = in.u8();
    int most = in.u8();
    long ttl = in.u32();
    long expires = in.u64();
    Bytes32 tag = in.bytes32();
    Bytes32 id = in.bytes32();
    byte[] secret = in.bytes(Topic.SECRET_SIZE);
    byte[] key = in.bytes(WithdrawalKey.SIZE);
    byte[] document = in.rest();
    Envelope envelope = Envelope.decode(document).orElse(null);
    try {
      if (!in.done()
          || version != VERSION
          || flags > (WITHDRAWN | IDENTIFIED)
          || stores > Ring.REPLICAS
          || least > most
          || most > HopRange.MAX_HOPS
          || ttl < 1
          || expires < 1
          || expires > Instant.MAX.getEpochSecond()
          || (envelope == null && document.length > 0)
          || (envelope != null && !envelope.id().equals(id))) {
        return Optional.empty();
      }
      PostPlan plan =
          new PostPlan(
              Topic.ofKey(secret),
              Instant.ofEpochSecond(expires),
              Duration.ofSeconds(ttl),
              new HopRange(least, most),
              true,
              (flags & IDENTIFIED) != 0);
      return Optional.of(
          new KeptPost(
              plan, tag, id, WithdrawalKey.of(key), stores, (flags & WITHDRAWN) != 0, envelope));
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(key, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "KeptPost";
  }
}
