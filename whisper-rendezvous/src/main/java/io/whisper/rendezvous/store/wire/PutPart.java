package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import java.util.List;
import java.util.Optional;

/**
 * A document, or a part of one, that a store shall hold (docs/protocol.md, "Stores").
 *
 * <pre>kind u8 | {@link Part}</pre>
 *
 * @param kind what it is
 * @param part the whole of it, when it is short
 */
public record PutPart(DocumentKind kind, Part part) {

  /** The messages that put a document, in their order. */
  public static List<byte[]> messages(DocumentKind kind, byte[] document) {
    return Part.of(document).stream().map(part -> new PutPart(kind, part).encode()).toList();
  }

  /** The message. */
  public byte[] encode() {
    ByteWriter out = ByteWriter.growing().u8(kind.code());
    part.write(out);
    return out.toByteArray();
  }

  /** Reads the message. */
  public static Optional<PutPart> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    DocumentKind kind = DocumentKind.of(in.u8()).orElse(null);
    Part part = Part.read(in);
    return kind != null && in.done() ? Optional.of(new PutPart(kind, part)) : Optional.empty();
  }
}
