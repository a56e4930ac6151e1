package io.whisper.core.bench;

import io.whisper.core.identity.Identity;
import io.whisper.core.seal.Buckets;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Opened;
import io.whisper.core.seal.Prekey;
import io.whisper.core.seal.Sealed;
import io.whisper.core.seal.Sealer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Sealing and opening of 256 bytes as an introduction carries them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SealBench {
  private final SecureRandom random = new SecureRandom();
  private final Identity recipient = Identity.ephemeral(random);
  private final Identity sender = Identity.ephemeral(random);
  private final Prekey prekey = Prekey.generate(random);
  private final byte[] publicPrekey = prekey.publicKey();
  private final byte[] visible = new byte[49];
  private final FirstContact content =
      new FirstContact(Kind.MESSAGE, MessageId.generate(random), 3600, new byte[256]);
  private final byte[] anonymousBody = seal(null).orElseThrow().body();
  private final byte[] knownBody = seal(sender).orElseThrow().body();

  /** A sender who stays anonymous seals. */
  @Benchmark
  public Optional<Sealed> sealAnonymously() {
    return seal(null);
  }

  /** A sender who wants to be known seals. */
  @Benchmark
  public Optional<Sealed> sealWithProof() {
    return seal(sender);
  }

  /** The recipient opens what came from an anonymous sender. */
  @Benchmark
  public Optional<Opened> openAnonymous() {
    return Sealer.open(recipient, prekey, visible, anonymousBody);
  }

  /** The recipient opens and checks the sender's proof. */
  @Benchmark
  public Optional<Opened> openWithProof() {
    return Sealer.open(recipient, prekey, visible, knownBody);
  }

  private Optional<Sealed> seal(@Nullable Identity from) {
    return Sealer.seal(
        random, recipient.address(), publicPrekey, visible, content, Buckets.INTRODUCTION, from);
  }
}
