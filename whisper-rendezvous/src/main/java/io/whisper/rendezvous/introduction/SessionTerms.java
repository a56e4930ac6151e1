package io.whisper.rendezvous.introduction;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.seal.Buckets;
import io.whisper.rendezvous.point.Cookie;
import java.util.Optional;

/**
 * Where and how a sender wants a session (docs/protocol.md, "Rendezvous").
 *
 * <pre>rendezvous relay's identity 32 | cookie 20 | handshake, the rest</pre>
 *
 * @param relay the relay at which the sender waits
 * @param cookie by which it is found there
 * @param hello the first message of the session's handshake, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
public record SessionTerms(Bytes32 relay, Cookie cookie, byte[] hello) {
  private static final int MAX_HELLO = Buckets.INTRODUCTION - Bytes32.SIZE - Cookie.SIZE;

  /** The terms as the payload of an introduction. */
  public byte[] encode() {
    if (hello.length > MAX_HELLO) {
      throw new IllegalArgumentException(
          "handshake of " + hello.length + " bytes, expected at most " + MAX_HELLO);
    }
    return ByteWriter.growing()
        .bytes(relay.toByteArray())
        .bytes(cookie.toByteArray())
        .bytes(hello)
        .toByteArray();
  }

  /** Reads the payload of an introduction; the handshake itself is not looked into. */
  public static Optional<SessionTerms> decode(byte[] payload) {
    ByteReader in = new ByteReader(payload);
    Bytes32 relay = in.bytes32();
    byte[] cookie = in.bytes(Cookie.SIZE);
    byte[] hello = in.rest();
    return in.done() && hello.length > 0
        ? Optional.of(new SessionTerms(relay, Cookie.of(cookie), hello))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "SessionTerms";
  }
}
