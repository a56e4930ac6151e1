package io.whisper.onion.directory.service;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * The last few documents that a server answered with, so that who has the beginning of one gets its
 * end when there is a newer one meanwhile. Not thread-safe.
 */
final class DocumentStore {
  private static final int KEPT = 2;

  private final Deque<Document> documents = new ArrayDeque<>();

  /** A document and its name. */
  static final class Document {
    private final byte[] bytes;
    private final Bytes32 digest;

    Document(byte[] bytes, Bytes32 digest) {
      this.bytes = bytes;
      this.digest = digest;
    }

    Bytes32 digest() {
      return digest;
    }

    int length() {
      return bytes.length;
    }

    /** The bytes from {@code offset}, as many as one answer carries. */
    byte[] part(int offset) {
      int end = Math.min(bytes.length, offset + DirectoryConversation.PART_SIZE);
      return Arrays.copyOfRange(bytes, offset, end);
    }
  }

  /** Keeps {@code document} as the newest. */
  Document keep(byte[] document) {
    Document kept = new Document(document, Bytes32.of(Sha256.hash(document)));
    documents.addFirst(kept);
    while (documents.size() > KEPT) {
      documents.removeLast();
    }
    return kept;
  }

  /** The document with that digest. */
  Optional<Document> find(Bytes32 digest) {
    return documents.stream().filter(each -> each.digest.equals(digest)).findFirst();
  }
}
