package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import java.util.Optional;

/**
 * What a store did with a document (docs/protocol.md, "Stores").
 *
 * <pre>status u8 | needed work u64</pre>
 *
 * @param status what it did
 * @param neededWork the effort that it asks for now, in hashes per gigabyte-second, where the
 *     status is about work; otherwise 0
 */
public record PutAnswer(Status status, long neededWork) {

  /** What became of a document. */
  public enum Status {
    /** It is held now, and was perhaps before. */
    STORED(0),
    /** One with the same or a higher revision is held, and stays. */
    OLDER_REVISION(1),
    /** It is not a document, or its signature does not hold. */
    MALFORMED(2),
    /** A limit was reached. */
    LIMITED(3),
    /** Its tag is other stores' to hold. */
    NOT_RESPONSIBLE(4),
    /** It paid less work than the network asks for. */
    TOO_LITTLE_WORK(5),
    /** Its time is up. */
    EXPIRED(6),
    /** It was made after now, or is to live longer than anything may. */
    OUT_OF_TIME(7),
    /** The store is full of what paid more. */
    FULL(8),
    /** The store cannot write now. */
    UNAVAILABLE(9),
    /** Its author withdrew it. */
    WITHDRAWN(10);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    private static Optional<Status> of(int code) {
      for (Status status : values()) {
        if (status.code == code) {
          return Optional.of(status);
        }
      }
      return Optional.empty();
    }
  }

  /** Checks the range. */
  public PutAnswer {
    if (neededWork < 0) {
      throw new IllegalArgumentException("neededWork is " + neededWork + ", expected 0 or more");
    }
  }

  /** An answer that is not about work. */
  public static PutAnswer of(Status status) {
    return new PutAnswer(status, 0);
  }

  /** The message. */
  public byte[] encode() {
    return ByteWriter.ofSize(9).u8(status.code).u64(neededWork).toByteArray();
  }

  /** Reads the message. */
  public static Optional<PutAnswer> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    Status status = Status.of(in.u8()).orElse(null);
    long work = in.u64();
    return status != null && work >= 0 && in.done()
        ? Optional.of(new PutAnswer(status, work))
        : Optional.empty();
  }
}
