package io.whisper.onion.testkit;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusBody;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.SignedDocument;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A network of made-up authorities that sign whatever consensus a test wants.
 *
 * <p>The authorities have keys but no servers: nothing can be fetched from them. Not thread-safe.
 */
public final class ConsensusBuilder {
  private final List<byte[]> seeds;
  private final Network network;
  private final List<RelayEntry> relays = new ArrayList<>();
  private final List<Bytes32> excluded = new ArrayList<>();
  private NetworkParameters parameters;
  private Instant validAfter = Instant.EPOCH;
  private int signatures;

  private ConsensusBuilder(List<byte[]> seeds, Network network) {
    this.seeds = seeds;
    this.network = network;
    this.parameters = network.parameters();
    this.signatures = seeds.size();
  }

  /** A network of {@code count} authorities with keys from {@code random}; blocks are relaxed. */
  public static ConsensusBuilder ofAuthorities(int count, RandomGenerator random) {
    List<byte[]> seeds = IntStream.range(0, count).mapToObj(i -> bytes(random)).toList();
    List<AuthorityEntry> authorities = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LinkTarget target =
          new LinkTarget(
              Bytes32.of(Ed25519.publicKey(seeds.get(i))),
              Bytes32.of(bytes(random)),
              Bytes32.of(bytes(random)),
              List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1 + i)));
      authorities.add(new AuthorityEntry("a" + i, target));
    }
    NetworkParameters parameters =
        NetworkParameters.STANDARD.with(NetworkParameter.RELAX_ADDRESS_BLOCKS, 1);
    return new ConsensusBuilder(seeds, Network.of(authorities, parameters));
  }

  private static byte[] bytes(RandomGenerator random) {
    byte[] bytes = new byte[Bytes32.SIZE];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The network whose authorities sign. */
  public Network network() {
    return network;
  }

  /** The secret of the authority at {@code index} of the network file. */
  public byte[] seed(int index) {
    return seeds.get(index).clone();
  }

  /** Lists {@code relay} too. */
  public ConsensusBuilder relay(RelayEntry relay) {
    relays.add(relay);
    return this;
  }

  /** Lists {@code more} too. */
  public ConsensusBuilder relays(List<RelayEntry> more) {
    relays.addAll(more);
    return this;
  }

  /** Sets the parameters; the network file's otherwise. */
  public ConsensusBuilder parameters(NetworkParameters parameters) {
    this.parameters = parameters;
    return this;
  }

  /** Sets when the consensus was voted on; fractions of a second are dropped. */
  public ConsensusBuilder validAfter(Instant moment) {
    this.validAfter = Instant.ofEpochSecond(moment.getEpochSecond());
    return this;
  }

  /** Names the authority at {@code index} as excluded. */
  public ConsensusBuilder excluded(int index) {
    excluded.add(network.authorities().get(index).identity());
    return this;
  }

  /** Lets only the first {@code count} authorities sign; all of them otherwise. */
  public ConsensusBuilder signatures(int count) {
    this.signatures = count;
    return this;
  }

  /** What is signed. */
  public ConsensusBody body() {
    return ConsensusBody.of(network.id(), validAfter, parameters, relays, excluded);
  }

  /** The signed document, valid or not. */
  public byte[] document() {
    byte[] body = body().encode();
    Bytes32 digest = new SignedDocument(List.of(), body).digest();
    List<SignedDocument.Signature> made =
        seeds.subList(0, signatures).stream()
            .map(seed -> SignedDocument.Signature.of(seed, Consensus.LABEL, digest))
            .toList();
    return new SignedDocument(made, body).encode();
  }

  /** The consensus, which must be a valid one. */
  public Consensus build() {
    return Consensus.verify(document(), network)
        .orElseThrow(() -> new IllegalStateException("this consensus is not valid"));
  }
}
