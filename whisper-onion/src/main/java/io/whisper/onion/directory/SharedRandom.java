package io.whisper.onion.directory;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * The random value that all of a network share in one time period, and the ring places that follow
 * from it. See docs/protocol.md, sections 8 and 9.
 */
public final class SharedRandom {
  private static final byte[] PLACE_LABEL =
      "whisper-1 ring place".getBytes(StandardCharsets.US_ASCII);

  private SharedRandom() {}

  /**
   * The value of period {@code number} in {@code network}: fixed, and signed with the consensus.
   */
  public static Bytes32 of(Bytes32 network, long number) {
    byte[] input =
        ByteWriter.growing()
            .ascii("whisper-1 shared random")
            .bytes(network.toByteArray())
            .u64(number)
            .toByteArray();
    return Bytes32.of(Sha256.hash(input));
  }

  /** The place on the ring of the relay {@code identity} that was drawn with {@code random}. */
  public static Bytes32 ringPlace(Bytes32 identity, Bytes32 random) {
    return Bytes32.of(Sha256.hash(PLACE_LABEL, identity.toByteArray(), random.toByteArray()));
  }
}
