package io.whisper.rendezvous.mailbox;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Topic;
import io.whisper.core.seal.MessageId;
import io.whisper.onion.path.HopRange;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A message that waits at stores, as its sender keeps it over a restart.
 *
 * <pre>version u8 (1) | id 16 | recipient 32 | acknowledgement secret 32 | expires u64
 *     | least hops u8 | most hops u8 | stores u8</pre>
 *
 * @param id of the message
 * @param topic under which it is acknowledged
 * @param expires when it is given up
 * @param hops the lengths of the sender's circuits
 * @param stores how many have said that they hold it, 0 to 3
 */
public record Pending(
    MessageId id, Address recipient, Topic topic, Instant expires, HopRange hops, int stores) {
  private static final int VERSION = 1;
  private static final int MOST_STORES = 3;

  /** The same at so many stores. */
  public Pending at(int count) {
    return new Pending(id, recipient, topic, expires, hops, count);
  }

  byte[] encode() {
    byte[] secret = topic.secret();
    ByteWriter out = ByteWriter.growing().u8(VERSION);
    id.writeTo(out);
    recipient.publicKey().writeTo(out);
    out.bytes(secret).u64(expires.getEpochSecond());
    byte[] encoded = out.u8(hops.least()).u8(hops.most()).u8(stores).toByteArray();
    out.wipe();
    Arrays.fill(secret, (byte) 0);
    return encoded;
  }

  static Optional<Pending> decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.u8();
    MessageId id = MessageId.of(in.bytes(MessageId.SIZE));
    byte[] recipient = in.bytes(Bytes32.SIZE);
    byte[] secret = in.bytes(Topic.SECRET_SIZE);
    long expires = in.u64();
    int least = in.u8();
    int most = in.u8();
    int stores = in.u8();
    try {
      if (!in.done()
          || version != VERSION
          || expires < 0
          || expires > Instant.MAX.getEpochSecond()
          || least > most
          || most > HopRange.MAX_HOPS
          || stores > MOST_STORES) {
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
                      stores));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "Pending";
  }
}
