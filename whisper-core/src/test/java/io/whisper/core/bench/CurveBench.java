package io.whisper.core.bench;

import io.whisper.core.address.Address;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.core.identity.BlindedKey;
import io.whisper.core.identity.Identity;
import io.whisper.core.identity.KeyBlinding;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Signatures, and the key blinding with arithmetic of our own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CurveBench {
  private static final String LABEL = "whisper-1 benchmark";

  private final byte[] message = new byte[256];
  private final Identity identity = Identity.ephemeral(new SecureRandom());
  private final Address address = identity.address();
  private final byte[] key = address.publicKey().toByteArray();
  private final byte[] signature = identity.sign(LABEL, message);
  private final BlindedIdentity blinded = identity.blind(1, 1440);

  /** An identity signs. */
  @Benchmark
  public byte[] sign() {
    return identity.sign(LABEL, message);
  }

  /** An identity of one period signs. */
  @Benchmark
  public byte[] signBlinded() {
    return blinded.sign(LABEL, message);
  }

  /** A signature is checked, the key included. */
  @Benchmark
  public boolean verify() {
    return address.verify(LABEL, message, signature);
  }

  /** The check of a key alone. */
  @Benchmark
  public Optional<Address> validateKey() {
    return Address.decode(key);
  }

  /** The map to X25519. */
  @Benchmark
  public byte[] mapToX25519() {
    return Ed25519.toX25519PublicKey(key);
  }

  /** The key of a period is derived from an address. */
  @Benchmark
  public BlindedKey blindPublic() {
    return KeyBlinding.blindPublic(address, 2, 1440);
  }
}
