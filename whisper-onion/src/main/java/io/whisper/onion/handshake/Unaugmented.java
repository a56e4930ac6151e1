package io.whisper.onion.handshake;

import java.security.SecureRandom;
import java.util.Optional;

/** ntor-v3 as published, with X25519 alone: held to the published vectors, and never used. */
final class Unaugmented implements Augmentation {

  private static final byte[] NOTHING = new byte[0];

  @Override
  public String protocolId() {
    return "ntor3-curve25519-sha3_256-1";
  }

  @Override
  public int offerSize() {
    return 0;
  }

  @Override
  public int answerSize() {
    return 0;
  }

  @Override
  public Offer offer(SecureRandom random) {
    return new Offer() {
      @Override
      public byte[] bytes() {
        return NOTHING;
      }

      @Override
      public Optional<byte[]> accept(byte[] answer) {
        return Optional.of(NOTHING);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Optional<Answer> answer(SecureRandom random, byte[] offer) {
    return Optional.of(new Answer(NOTHING, NOTHING));
  }
}
