package io.whisper.onion.handshake;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * What a handshake carries beside X25519: a second key agreement whose secret is appended to
 * secret_input (docs/protocol.md, section 5).
 *
 * <p>ntor-v3 as published is the augmentation {@link Unaugmented} that carries nothing.
 */
interface Augmentation {

  /** PROTOID of the handshake so augmented. */
  String protocolId();

  /** Bytes that the client sends in the clear: ek. */
  int offerSize();

  /** Bytes that the server sends in the clear: ct. */
  int answerSize();

  /** What a client prepares. */
  Offer offer(SecureRandom random);

  /** What a server makes of an offer; empty when it is no valid offer. */
  Optional<Answer> answer(SecureRandom random, byte[] offer);

  /** A client's half of the second key agreement. */
  interface Offer extends AutoCloseable {

    /** What the client sends: ek. */
    byte[] bytes();

    /**
     * The secret behind the server's answer, which the caller wipes; empty when it is malformed.
     */
    Optional<byte[]> accept(byte[] answer);

    @Override
    void close();
  }

  /**
   * A server's half of the second key agreement.
   *
   * @param bytes what the server sends: ct
   * @param secret what is appended to secret_input; the caller wipes it
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed on once and then wiped.
  record Answer(byte[] bytes, byte[] secret) {
    /** The type only. */
    @Override
    public String toString() {
      return "Answer";
    }
  }
}
