package io.whisper.rendezvous.mailbox;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.Topic;
import io.whisper.core.seal.MessageId;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.kept.Kept;
import io.whisper.rendezvous.ring.Ring;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that waits at stores, as its sender keeps it over a restart.
 *
 * <pre>version u8 (2) | flags u8 (1 delivered) | id 16 | recipient 32 | acknowledgement secret 32
 *     | expires u64 | least hops u8 | most hops u8 | stores u8 | effort u64 | envelope, when fewer
 *     than 3 stores hold it</pre>
 *
 * <p>Version 1 had no flags, and is read.
 *
 * @param id of the message
 * @param topic under which it is acknowledged
 * @param expires when it is given up
 * @param hops the lengths of the sender's circuits
 * @param stores how many have said that they hold it, 0 to 3
 * @param effort the work that its stores and its recipient ask for
 * @param envelope what is put to stores, or null when all three hold it or none need hold it
 * @param delivered whether its recipient has it, and only the application here does not know
 */
public record Pending(
    MessageId id,
    Address recipient,
    Topic topic,
    Instant expires,
    HopRange hops,
    int stores,
    long effort,
    @Nullable Envelope envelope,
    boolean delivered)
    implements Kept {
  private static final int VERSION = 2;
  private static final int WITHOUT_FLAGS = 1;
  private static final int DELIVERED = 1;

  /** One that waits for its recipient. */
  public Pending(
      MessageId id,
      Address recipient,
      Topic topic,
      Instant expires,
      HopRange hops,
      int stores,
      long effort,
      @Nullable Envelope envelope) {
    this(id, recipient, topic, expires, hops, stores, effort, envelope, false);
  }

  /** The same at so many stores. */
  public Pending at(int count) {
    Envelope left = count < Ring.REPLICAS ? envelope : null;
    return new Pending(id, recipient, topic, expires, hops, count, effort, left, delivered);
  }

  /** The same when its recipient has it. */
  public Pending arrived() {
    return new Pending(id, recipient, topic, expires, hops, stores, effort, null, true);
  }

  @Override
  public String name() {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public byte[] encode() {
    byte[] secret = topic.secret();
    ByteWriter out = ByteWriter.growing().u8(VERSION).u8(delivered ? DELIVERED : 0);
    id.writeTo(out);
    recipient.publicKey().writeTo(out);
    out.bytes(secret).u64(expires.getEpochSecond());
    out.u8(hops.least()).u8(hops.most()).u8(stores).u64(effort);
    if (envelope != null) {
      out.bytes(envelope.encode());
    }
    byte[] encoded = out.toByteArray();
    out.wipe();
    Arrays.fill(secret, (byte) 0);
    return encoded;
  }

  static Optional<Pending> decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.u8();
    int flags = version == WITHOUT_FLAGS ? 0 : in.u8();
    MessageId id = MessageId.of(in.bytes(MessageId.SIZE));
    byte[] recipient = in.bytes(Bytes32.SIZE);
    byte[] secret = in.bytes(Topic.SECRET_SIZE);
    long expires = in.u64();
    int least = in.u8();
    int most = in.u8();
    int stores = in.u8();
    long effort = in.u64();
    byte[] document = in.rest();
    Envelope envelope = Envelope.decode(document).orElse(null);
    try {
      if (!in.done()
          || (version != VERSION && version != WITHOUT_FLAGS)
          || flags > DELIVERED
          || expires < 0
          || expires > Instant.MAX.getEpochSecond()
          || least > most
          || most > HopRange.MAX_HOPS
          || stores > Ring.REPLICAS
          || effort < 0
          || (envelope == null && document.length > 0)) {
        return Optional.empty();
      }
      return Address.decode(recipient)
          .map(
              address ->
                  new Pending(
                      id,
                      address,
                      Topic.ofKey(secret),
                      Instant.ofEpochSecond(expires),
                      new HopRange(least, most),
                      stores,
                      effort,
                      envelope,
                      flags == DELIVERED));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "Pending";
  }
}
