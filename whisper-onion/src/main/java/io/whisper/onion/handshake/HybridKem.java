package io.whisper.onion.handshake;

import io.whisper.core.crypto.MlKem768;
import io.whisper.core.crypto.MlKem768KeyPair;
import java.security.SecureRandom;
import java.util.Optional;

/** An ephemeral ML-KEM-768 key pair of the client beside X25519: what whisper uses. */
final class HybridKem implements Augmentation {

  @Override
  public String protocolId() {
    return "whisper-1 ntor3-curve25519-mlkem768-sha3_256";
  }

  @Override
  public int offerSize() {
    return MlKem768.KEY_SIZE;
  }

  @Override
  public int answerSize() {
    return MlKem768.CIPHERTEXT_SIZE;
  }

  @Override
  public Offer offer(SecureRandom random) {
    MlKem768KeyPair keys = MlKem768.generate(random);
    return new Offer() {
      @Override
      public byte[] bytes() {
        return keys.encapsulationKey();
      }

      @Override
      public Optional<byte[]> accept(byte[] answer) {
        return keys.decapsulate(answer);
      }

      @Override
      public void close() {
        keys.close();
      }
    };
  }

  @Override
  public Optional<Answer> answer(SecureRandom random, byte[] offer) {
    return MlKem768.encapsulate(random, offer)
        .map(
            encapsulation -> {
              try (encapsulation) {
                return new Answer(encapsulation.ciphertext(), encapsulation.sharedSecret());
              }
            });
  }
}
