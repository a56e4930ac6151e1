package io.whisper.rendezvous.session;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.X25519KeyPair;
import io.whisper.core.identity.BlindedKey;
import io.whisper.onion.handshake.HandshakeClient;
import io.whisper.onion.handshake.HandshakePurpose;
import io.whisper.onion.handshake.HandshakeServer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The handshake from which a session has its keys: that of circuits, under another verification
 * string, with the recipient's blinded key in the place of a relay's identity (docs/protocol.md,
 * "Sessions").
 *
 * <p>Costs processor time: for workers. Not thread-safe.
 */
public final class SessionHandshake implements AutoCloseable {
  private static final byte[] NO_MESSAGE = {};

  private final HandshakeClient client;

  private SessionHandshake(HandshakeClient client) {
    this.client = client;
  }

  /**
   * Begins one as initiator; nothing when the recipient's key is none.
   *
   * @param recipient the blinded key that signed the recipient's presence
   * @param handshakeKey the key B in that presence
   */
  public static Optional<SessionHandshake> start(
      SecureRandom random, BlindedKey recipient, Bytes32 handshakeKey, SessionPurpose purpose) {
    return HandshakeClient.start(
            HandshakePurpose.SESSION, random, recipient.bytes(), handshakeKey, purpose.encode())
        .map(SessionHandshake::new);
  }

  /** What goes to the recipient inside an introduction. */
  public byte[] hello() {
    return client.hello();
  }

  /** The keys, or nothing when the reply is not the recipient's to this hello. */
  public Optional<SessionKeys> complete(byte[] reply) {
    return client
        .complete(reply, SessionKeys.KEY_STREAM_SIZE)
        .map(
            completed -> {
              try (completed) {
                return SessionKeys.ofInitiator(completed.keyStream());
              }
            });
  }

  /** Wipes the secrets of a handshake that is not completed. */
  @Override
  public void close() {
    client.close();
  }

  /**
   * What a recipient makes of a hello.
   *
   * @param purpose what the initiator wants
   * @param reply what goes back, not copied
   * @param keys the keys of the session
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed on once.
  public record Response(SessionPurpose purpose, byte[] reply, SessionKeys keys) {
    @Override
    public String toString() {
      return "Response";
    }
  }

  /**
   * Answers a hello as recipient; nothing when it is not for this recipient, or was changed.
   *
   * @param own whether a blinded key is the recipient's
   * @param handshakeKey the key B of the presence that the initiator used
   */
  public static Optional<Response> respond(
      SecureRandom random, Predicate<BlindedKey> own, X25519KeyPair handshakeKey, byte[] hello) {
    ByteReader in = new ByteReader(hello);
    Bytes32 id = in.bytes32();
    if (in.failed() || !own.test(new BlindedKey(id))) {
      return Optional.empty();
    }
    AtomicReference<@Nullable SessionPurpose> purpose = new AtomicReference<>();
    return HandshakeServer.respond(
            HandshakePurpose.SESSION,
            random,
            id,
            handshakeKey,
            hello,
            SessionKeys.KEY_STREAM_SIZE,
            message -> {
              purpose.set(SessionPurpose.decode(message).orElse(null));
              return NO_MESSAGE;
            })
        .flatMap(
            answered -> {
              SessionPurpose wanted = purpose.get();
              try (answered) {
                return wanted == null
                    ? Optional.empty()
                    : Optional.of(
                        new Response(
                            wanted,
                            answered.reply(),
                            SessionKeys.ofRecipient(answered.keyStream())));
              }
            });
  }

  @Override
  public String toString() {
    return "SessionHandshake";
  }
}
