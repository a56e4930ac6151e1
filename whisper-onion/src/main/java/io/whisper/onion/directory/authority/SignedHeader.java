package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.SignedDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A vote's header with signatures of authorities, its author's among them, all of them verified.
 */
final class SignedHeader {
  private static final String LABEL = "whisper-1 vote";
  private static final int MAX_SIZE = 4_096;

  private final VoteHeader header;
  private final byte[] body;
  private final Bytes32 digest;
  private final Map<Bytes32, SignedDocument.Signature> signatures;

  private SignedHeader(
      VoteHeader header,
      byte[] body,
      Bytes32 digest,
      Map<Bytes32, SignedDocument.Signature> signatures) {
    this.header = header;
    this.body = body;
    this.digest = digest;
    this.signatures = Map.copyOf(signatures);
  }

  private static SignedHeader of(VoteHeader header, SignedDocument document) {
    Map<Bytes32, SignedDocument.Signature> signatures = new HashMap<>();
    document.signatures().forEach(each -> signatures.put(each.signer(), each));
    return new SignedHeader(header, document.body(), document.digest(), signatures);
  }

  /** {@code header}, signed by its author, whose secret is {@code seed}. */
  static SignedHeader sign(VoteHeader header, byte[] seed) {
    return of(header, SignedDocument.sign(seed, LABEL, header.encode()));
  }

  /**
   * The header in {@code document}, if it is for {@code network} and every signature is one of an
   * authority, the author's among them. Costs a signature check a signature.
   */
  static Optional<SignedHeader> verify(byte[] document, Network network) {
    Optional<SignedDocument> decoded =
        SignedDocument.decode(document, MAX_SIZE, network.authorities().size());
    Optional<VoteHeader> header =
        decoded
            .flatMap(signed -> VoteHeader.decode(signed.body()))
            .filter(read -> read.network().equals(network.id()));
    if (header.isEmpty()) {
      return Optional.empty();
    }
    SignedDocument signed = decoded.get();
    boolean authentic =
        signed.signatures().stream()
            .allMatch(
                each ->
                    network.authority(each.signer()).isPresent()
                        && each.verifies(LABEL, signed.digest()));
    boolean byAuthor =
        signed.signatures().stream()
            .anyMatch(each -> each.signer().equals(header.get().authority()));
    return authentic && byAuthor ? Optional.of(of(header.get(), signed)) : Optional.empty();
  }

  /** The same header with one signature more. */
  SignedHeader countersign(byte[] seed) {
    SignedDocument.Signature own = SignedDocument.Signature.of(seed, LABEL, digest);
    Map<Bytes32, SignedDocument.Signature> more = new HashMap<>(signatures);
    more.put(own.signer(), own);
    return new SignedHeader(header, body, digest, more);
  }

  /** The same header with the signatures of both. */
  SignedHeader merge(SignedHeader other) {
    Map<Bytes32, SignedDocument.Signature> both = new HashMap<>(other.signatures);
    both.putAll(signatures);
    return new SignedHeader(header, body, digest, both);
  }

  /** The same header with its author's signature alone. */
  SignedHeader byAuthorOnly() {
    Bytes32 author = header.authority();
    SignedDocument.Signature signature = signatures.get(author);
    return signature == null
        ? this
        : new SignedHeader(header, body, digest, Map.of(author, signature));
  }

  VoteHeader header() {
    return header;
  }

  /** What names the header, whoever signed it. */
  Bytes32 digest() {
    return digest;
  }

  /** Who signed it. */
  Set<Bytes32> signers() {
    return signatures.keySet();
  }

  byte[] encode() {
    return new SignedDocument(List.copyOf(signatures.values()), body).encode();
  }
}
