package io.whisper.rendezvous.introduction;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.seal.Buckets;
import io.whisper.core.seal.Sealer;
import java.util.Arrays;
import java.util.Optional;

/**
 * An introduction as the introduction point sees it (docs/protocol.md, "Introduction").
 *
 * <pre>type 1 (= 0) | introduction key 32 | prekey id 8 | work 8 | sealed body 2,896</pre>
 *
 * <p>2,945 bytes, which are 6 cells whatever is inside.
 *
 * @param introductionKey under which the recipient waits
 * @param prekeyId names the prekey to which the body is sealed
 * @param work the proof of work, 8 bytes, not copied; zeros while none is asked for
 * @param sealed the body, 2,896 bytes, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
public record Introduction(Bytes32 introductionKey, long prekeyId, byte[] work, byte[] sealed) {
  /** The length of the sealed body in bytes: 2,896. */
  public static final int SEALED_SIZE = Sealer.OVERHEAD + Buckets.INTRODUCTION;

  /** The length of the whole in bytes. */
  public static final int SIZE = 49 + SEALED_SIZE;

  /** The longest message that travels inside an introduction, in bytes. */
  public static final int MAX_MESSAGE = 1024;

  private static final int WORK_SIZE = 8;
  private static final int TYPE = 0;

  /** What stands beside the sealed body and is authenticated with it: 49 bytes. */
  public static byte[] visible(Bytes32 introductionKey, long prekeyId, byte[] work) {
    return ByteWriter.ofSize(SIZE - SEALED_SIZE)
        .u8(TYPE)
        .bytes(introductionKey.toByteArray())
        .u64(prekeyId)
        .bytes(work)
        .toByteArray();
  }

  /** No proof of work. */
  public static byte[] noWork() {
    return new byte[WORK_SIZE];
  }

  /** What stands beside the sealed body. */
  public byte[] visible() {
    return visible(introductionKey, prekeyId, work);
  }

  /** Its 2,945 bytes. */
  public byte[] encode() {
    return ByteWriter.ofSize(SIZE).bytes(visible()).bytes(sealed).toByteArray();
  }

  /** Reads 2,945 bytes; nothing when they are not as many or of a type not known. */
  public static Optional<Introduction> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    int type = in.u8();
    Introduction read =
        new Introduction(in.bytes32(), in.u64(), in.bytes(WORK_SIZE), in.bytes(SEALED_SIZE));
    return in.done() && type == TYPE ? Optional.of(read) : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Introduction that && Arrays.equals(encode(), that.encode());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sealed);
  }

  @Override
  public String toString() {
    return "Introduction";
  }
}
