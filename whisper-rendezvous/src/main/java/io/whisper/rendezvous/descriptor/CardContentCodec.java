package io.whisper.rendezvous.descriptor;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.whisper.core.crypto.XWing;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.rendezvous.wire.CardContent;
import java.util.Optional;

/** A card as the plaintext of its document: protobuf, padded to one size. */
final class CardContentCodec {
  static final int SIZE = 2048;

  private CardContentCodec() {}

  static byte[] encode(Card card) {
    byte[] content =
        CardContent.newBuilder()
            .setPrekey(ByteString.copyFrom(card.prekey()))
            .setMinimumWork(card.minimumWork())
            .setLongestTtl(card.longestTtlSeconds())
            .build()
            .toByteArray();
    return PaddedContent.pad(content, SIZE);
  }

  static Optional<Card> decode(byte[] plaintext) {
    return PaddedContent.content(plaintext).flatMap(CardContentCodec::card);
  }

  private static Optional<Card> card(byte[] encoded) {
    CardContent content;
    try {
      content = CardContent.parseFrom(encoded);
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
    if (content.getPrekey().size() != XWing.PUBLIC_KEY_SIZE
        || content.getMinimumWork() < 0
        || content.getLongestTtl() < 1
        || content.getLongestTtl() > EnvelopeTerms.MAX_TTL_SECONDS) {
      return Optional.empty();
    }
    return Optional.of(
        new Card(
            content.getPrekey().toByteArray(), content.getMinimumWork(), content.getLongestTtl()));
  }
}
