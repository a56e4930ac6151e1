package io.whisper.core.envelope;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.wire.EnvelopeDocument;
import java.util.Arrays;
import java.util.Optional;

/**
 * The one encoding of an envelope (docs/protocol.md, 18.1): protobuf with the fields in the order
 * of their numbers, the shortest varints and nothing else. What decodes is encoded again and
 * compared, so that nobody can make a second document with the same id.
 */
final class EnvelopeCodec {
  private static final int VERSION = 1;

  private EnvelopeCodec() {}

  static byte[] encode(Envelope envelope) {
    return document(envelope.terms(), envelope.nonce(), ByteString.copyFrom(envelope.sealed()))
        .toByteArray();
  }

  /** The length of the encoding, which no nonce changes. */
  static int size(EnvelopeTerms terms, int sealedLength) {
    return document(terms, 0, ByteString.EMPTY).getSerializedSize()
        + CodedOutputStream.computeTagSize(EnvelopeDocument.SEALED_FIELD_NUMBER)
        + CodedOutputStream.computeUInt32SizeNoTag(sealedLength)
        + sealedLength;
  }

  static Optional<Envelope> decode(byte[] encoded) {
    if (encoded.length > Envelope.MAX_SIZE) {
      return Optional.empty();
    }
    EnvelopeDocument document;
    try {
      document = EnvelopeDocument.parseFrom(encoded);
    } catch (InvalidProtocolBufferException malformed) {
      return Optional.empty();
    }
    Optional<EnvelopeKind> kind = EnvelopeKind.of(document.getKind());
    if (document.getVersion() != VERSION
        || kind.isEmpty()
        || document.getTag().size() != Bytes32.SIZE
        || document.getExpires() < 1
        || document.getTtl() < 1
        || !isWithdrawal(kind.get(), document.getWithdrawal())
        || !kind.get().seals(document.getSealed().size())) {
      return Optional.empty();
    }
    EnvelopeTerms terms =
        new EnvelopeTerms(
            kind.get(),
            Bytes32.of(document.getTag().toByteArray()),
            document.getExpires(),
            document.getTtl(),
            document.getWithdrawal().isEmpty()
                ? null
                : Bytes32.of(document.getWithdrawal().toByteArray()));
    Envelope envelope =
        new Envelope(terms, document.getNonce(), document.getSealed().toByteArray());
    return Arrays.equals(encode(envelope), encoded) ? Optional.of(envelope) : Optional.empty();
  }

  private static boolean isWithdrawal(EnvelopeKind kind, ByteString field) {
    return field.isEmpty()
        || (kind == EnvelopeKind.BOARD
            && field.size() == Bytes32.SIZE
            && !Bytes32.of(field.toByteArray()).equals(Bytes32.ZERO));
  }

  private static EnvelopeDocument document(EnvelopeTerms terms, long nonce, ByteString sealed) {
    EnvelopeDocument.Builder document =
        EnvelopeDocument.newBuilder()
            .setVersion(VERSION)
            .setKind(terms.kind().code())
            .setTag(ByteString.copyFrom(terms.tag().toByteArray()))
            .setExpires(terms.expires())
            .setTtl(terms.ttlSeconds())
            .setNonce(nonce)
            .setSealed(sealed);
    Bytes32 withdrawal = terms.withdrawal();
    if (withdrawal != null) {
      document.setWithdrawal(ByteString.copyFrom(withdrawal.toByteArray()));
    }
    return document.build();
  }
}
