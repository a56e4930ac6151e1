package io.whisper.onion.bench;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.X25519;
import io.whisper.core.crypto.X25519KeyPair;
import io.whisper.onion.handshake.Answered;
import io.whisper.onion.handshake.Completed;
import io.whisper.onion.handshake.HandshakeClient;
import io.whisper.onion.handshake.HandshakePurpose;
import io.whisper.onion.handshake.HandshakeServer;
import io.whisper.onion.layer.LayerKeys;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The circuit handshake: what one hop costs the client and the relay. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HandshakeBench {

  private static final byte[] EMPTY = new byte[0];

  private final SecureRandom random = new SecureRandom();
  private final Bytes32 id = Bytes32.of(new byte[32]);
  private final X25519KeyPair b = X25519.generate(random);
  private final Bytes32 key = Bytes32.of(b.publicKey());
  private HandshakeClient client;
  private byte[] hello;
  private byte[] reply;

  /** One handshake, whose steps are then repeated. */
  @Setup
  public void setUp() {
    client = HandshakeClient.start(HandshakePurpose.CIRCUIT, random, id, key, EMPTY).orElseThrow();
    hello = client.hello();
    reply =
        HandshakeServer.respond(
                HandshakePurpose.CIRCUIT,
                random,
                id,
                b,
                hello,
                LayerKeys.KEY_STREAM_SIZE,
                m -> EMPTY)
            .orElseThrow()
            .reply();
  }

  /** A client makes its keys and says hello. */
  @Benchmark
  public Optional<HandshakeClient> clientStarts() {
    return HandshakeClient.start(HandshakePurpose.CIRCUIT, random, id, key, EMPTY);
  }

  /** A relay answers. */
  @Benchmark
  public Optional<Answered> serverResponds() {
    return HandshakeServer.respond(
        HandshakePurpose.CIRCUIT, random, id, b, hello, LayerKeys.KEY_STREAM_SIZE, m -> EMPTY);
  }

  /** The client checks the answer and has its keys. */
  @Benchmark
  public Optional<Completed> clientCompletes() {
    return client.complete(reply, LayerKeys.KEY_STREAM_SIZE);
  }
}
