package io.whisper.rendezvous.descriptor;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.XWing;
import io.whisper.rendezvous.wire.PresenceContent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A presence as the plaintext of its document: length 4 | protobuf | zeros, to one of two sizes.
 *
 * <p>3,584 and not 4,096 is the larger one, so that a document fits the 4,096 bytes of a relay
 * message.
 */
final class PresenceContentCodec {
  static final int SMALL = 2048;
  static final int LARGE = 3584;

  private PresenceContentCodec() {}

  static byte[] encode(Presence presence) {
    PresenceContent.Builder content =
        PresenceContent.newBuilder()
            .setPrekey(ByteString.copyFrom(presence.prekey()))
            .setHandshakeKey(bytes(presence.handshakeKey()));
    for (PresencePoint point : presence.points()) {
      content
          .addPointsBuilder()
          .setRelay(bytes(point.relay()))
          .setIntroductionKey(bytes(point.introductionKey()));
    }
    byte[] encoded = content.build().toByteArray();
    return PaddedContent.pad(encoded, PaddedContent.fits(encoded.length, SMALL) ? SMALL : LARGE);
  }

  static Optional<Presence> decode(byte[] plaintext) {
    return PaddedContent.content(plaintext).flatMap(PresenceContentCodec::parse);
  }

  private static Optional<Presence> parse(byte[] encoded) {
    try {
      return presence(PresenceContent.parseFrom(encoded));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static Optional<Presence> presence(PresenceContent content) {
    int count = content.getPointsCount();
    if (content.getPrekey().size() != XWing.PUBLIC_KEY_SIZE
        || content.getHandshakeKey().size() != Bytes32.SIZE
        || count == 0
        || count > Presence.MAX_POINTS) {
      return Optional.empty();
    }
    List<PresencePoint> points = new ArrayList<>(count);
    for (var point : content.getPointsList()) {
      if (point.getRelay().size() != Bytes32.SIZE
          || point.getIntroductionKey().size() != Bytes32.SIZE) {
        return Optional.empty();
      }
      points.add(new PresencePoint(value(point.getRelay()), value(point.getIntroductionKey())));
    }
    if (new HashSet<>(points).size() != count) {
      return Optional.empty();
    }
    return Optional.of(
        new Presence(content.getPrekey().toByteArray(), value(content.getHandshakeKey()), points));
  }

  private static ByteString bytes(Bytes32 value) {
    return ByteString.copyFrom(value.toByteArray());
  }

  private static Bytes32 value(ByteString bytes) {
    return Bytes32.of(bytes.toByteArray());
  }
}
