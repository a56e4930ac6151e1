package io.whisper.onion.directory;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.crypto.Sha3;
import java.util.Map;
import java.util.TreeMap;

/**
 * The random value that all of a network share in one time period, and what follows from it. See
 * docs/protocol.md, sections 8.6 and 8.9.
 */
public final class SharedRandom {
  private static final String FIXED = "whisper-1 shared random";
  private static final String DRAWN = "whisper-1 shared random drawn";
  private static final String DISASTER = "whisper-1 shared random disaster";
  private static final String COMMIT = "whisper-1 shared random commit";
  private static final String REVEAL = "whisper-1 shared random reveal";
  private static final String PLACE = "whisper-1 ring place";

  private SharedRandom() {}

  /**
   * The value of period {@code number} in {@code network} as long as nobody has drawn one: known
   * ahead to everybody.
   */
  public static Bytes32 fixed(Bytes32 network, long number) {
    return Bytes32.of(Sha256.hash(Labelled.bytes(FIXED, network.toByteArray(), u64(number))));
  }

  /**
   * The value of period {@code number} that was drawn in the period before it.
   *
   * @param reveals what each authority revealed
   * @param before the value of the period before
   */
  public static Bytes32 drawn(
      Bytes32 network, long number, Map<Bytes32, Bytes32> reveals, Bytes32 before) {
    ByteWriter writer = ByteWriter.growing().ascii(DRAWN);
    network.writeTo(writer);
    writer.u64(number).u32(reveals.size());
    new TreeMap<>(reveals)
        .forEach(
            (authority, reveal) -> {
              authority.writeTo(writer);
              reveal.writeTo(writer);
            });
    before.writeTo(writer);
    return Bytes32.of(Sha3.sha3_256(writer.toByteArray()));
  }

  /** The value of period {@code number} when nobody revealed anything in the one before it. */
  public static Bytes32 disaster(Bytes32 before, long number) {
    return Bytes32.of(Sha3.sha3_256(Labelled.bytes(DISASTER, before.toByteArray(), u64(number))));
  }

  /** What an authority reveals whose secret of a period is {@code random}, 32 bytes. */
  public static Bytes32 reveal(byte[] random) {
    return Bytes32.of(Sha3.sha3_256(Labelled.bytes(REVEAL, random)));
  }

  /** What {@code authority} commits to in period {@code number} when it will reveal that. */
  public static Bytes32 commitment(
      Bytes32 network, Bytes32 authority, long number, Bytes32 reveal) {
    return Bytes32.of(
        Sha3.sha3_256(
            Labelled.bytes(
                COMMIT,
                network.toByteArray(),
                authority.toByteArray(),
                u64(number),
                reveal.toByteArray())));
  }

  /** The place on the ring of the relay {@code identity} that was drawn with {@code random}. */
  public static Bytes32 ringPlace(Bytes32 identity, Bytes32 random) {
    return Bytes32.of(
        Sha256.hash(Labelled.bytes(PLACE, identity.toByteArray(), random.toByteArray())));
  }

  private static byte[] u64(long number) {
    return ByteWriter.ofSize(8).u64(number).toByteArray();
  }
}
