package io.whisper.onion.directory;

import io.whisper.core.bytes.Bytes32;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The network as more than half of its authorities signed it: relays, parameters, time. Immutable.
 * See docs/protocol.md, section 8.
 */
public final class Consensus {
  /** The largest consensus, in bytes. */
  public static final int MAX_SIZE = 8 << 20;

  /** What the signatures of a consensus are made under. */
  public static final String LABEL = "whisper-1 consensus";

  /** What a look at a document found. */
  enum Finding {
    VERIFIED,
    TOO_FEW_SIGNATURES,
    INVALID
  }

  /**
   * A document that was looked at.
   *
   * @param finding what was found
   * @param consensus the consensus, when it was verified
   */
  record Checked(Finding finding, @Nullable Consensus consensus) {}

  private final byte[] document;
  private final Bytes32 digest;
  private final ConsensusBody body;
  private final List<Bytes32> signers;
  private final List<ExcludedAuthority> excluded;
  private final List<ExcludedAuthority> twiceCommitted;
  private final Map<Bytes32, RelayEntry> byIdentity;

  private Consensus(byte[] document, SignedDocument signed, ConsensusBody body, Network network) {
    this.document = document;
    this.digest = signed.digest();
    this.body = body;
    this.signers = signed.signatures().stream().map(SignedDocument.Signature::signer).toList();
    this.excluded = named(body.excluded().stream(), network);
    this.twiceCommitted =
        named(
            body.shares().stream()
                .filter(share -> share.second() != null)
                .map(RandomShare::authority),
            network);
    this.byIdentity =
        body.relays().stream()
            .collect(Collectors.toUnmodifiableMap(RelayEntry::identity, Function.identity()));
  }

  private static List<ExcludedAuthority> named(Stream<Bytes32> identities, Network network) {
    return identities
        .flatMap(identity -> network.authority(identity).stream())
        .map(authority -> new ExcludedAuthority(authority.name(), authority.identity()))
        .toList();
  }

  /**
   * The consensus in {@code document}, if it is well formed, for {@code network}, and signed by
   * more than half of its authorities. One signature that is wrong, of a stranger, or of an
   * authority that the document excludes makes all of it refused. Costs a signature check a
   * signature: a worker's work.
   */
  public static Optional<Consensus> verify(byte[] document, Network network) {
    return Optional.ofNullable(check(document, network).consensus());
  }

  static Checked check(byte[] document, Network network) {
    Optional<SignedDocument> decoded =
        SignedDocument.decode(document, MAX_SIZE, network.authorities().size());
    if (decoded.isEmpty()) {
      return new Checked(Finding.INVALID, null);
    }
    SignedDocument signed = decoded.get();
    Bytes32 digest = signed.digest();
    for (SignedDocument.Signature signature : signed.signatures()) {
      if (network.authority(signature.signer()).isEmpty() || !signature.verifies(LABEL, digest)) {
        return new Checked(Finding.INVALID, null);
      }
    }
    // Only a majority may make us parse.
    if (signed.signatures().size() < network.majority()) {
      return new Checked(Finding.TOO_FEW_SIGNATURES, null);
    }
    Optional<ConsensusBody> body =
        ConsensusBody.decode(signed.body())
            .filter(decodedBody -> decodedBody.network().equals(network.id()))
            .filter(decodedBody -> mayBeSignedBy(decodedBody, signed, network));
    return body.isEmpty()
        ? new Checked(Finding.INVALID, null)
        : new Checked(
            Finding.VERIFIED, new Consensus(document.clone(), signed, body.get(), network));
  }

  /** Whether all whom the body excludes are authorities, and none of them signed it. */
  private static boolean mayBeSignedBy(ConsensusBody body, SignedDocument signed, Network network) {
    List<Bytes32> signers = new ArrayList<>();
    signed.signatures().forEach(signature -> signers.add(signature.signer()));
    return body.excluded().stream()
        .allMatch(
            identity -> network.authority(identity).isPresent() && !signers.contains(identity));
  }

  /** When it was voted on. */
  public Instant validAfter() {
    return body.validAfter();
  }

  /** When to look for the next one. */
  public Instant freshUntil() {
    return body.freshUntil();
  }

  /** When it may not be used any more. */
  public Instant validUntil() {
    return body.validUntil();
  }

  /** The relays, ascending by identity. */
  public List<RelayEntry> relays() {
    return body.relays();
  }

  /** The relay with that identity. */
  public Optional<RelayEntry> relay(Bytes32 identity) {
    return Optional.ofNullable(byIdentity.get(identity));
  }

  /** The network's parameters. */
  public NetworkParameters parameters() {
    return body.parameters();
  }

  /** The shared random value of its time period. */
  public Bytes32 sharedRandom() {
    return body.sharedRandom();
  }

  /** The shared random value of the time period before. */
  public Bytes32 previousSharedRandom() {
    return body.previousSharedRandom();
  }

  /** Both values, and what is known of the next one. */
  public RandomState random() {
    return new RandomState(
        period().number(), body.sharedRandom(), body.previousSharedRandom(), body.shares());
  }

  /** The time period that it was voted on in: periods count from here, never from a local clock. */
  public TimePeriod period() {
    return TimePeriod.at(validAfter(), parameters().periodMinutes());
  }

  /** The authorities that signed two different votes and were left out. */
  public List<ExcludedAuthority> excluded() {
    return excluded;
  }

  /**
   * The authorities that committed themselves to two different values in this time period, and have
   * no share in the next shared random value.
   */
  public List<ExcludedAuthority> twiceCommitted() {
    return twiceCommitted;
  }

  /** The identities of the authorities that signed it, ascending. */
  public List<Bytes32> signers() {
    return signers;
  }

  /** The bytes that it was read from, signatures included. */
  public byte[] document() {
    return document.clone();
  }

  /** SHA-256 of what was signed: names the consensus whoever signed it. */
  public Bytes32 digest() {
    return digest;
  }
}
