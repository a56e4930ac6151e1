package io.whisper.onion.directory.service;

import java.util.Arrays;

/** What a directory server did with a request that it does not answer with a document. */
public enum DirectoryStatus {
  /** The server is of another version, or said nothing known. */
  UNKNOWN(0),
  /** What was sent is held now. */
  ACCEPTED(1),
  /** There is no such document here. */
  NOT_FOUND(2),
  /** What was sent is malformed, not signed as it must be, or of another network or round. */
  INVALID(3),
  /** Something newer is held. */
  OLDER(4),
  /** A bound is reached. */
  LIMITED(5),
  /** The server is no authority. */
  NOT_AN_AUTHORITY(6);

  private final int code;

  DirectoryStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static DirectoryStatus of(int code) {
    return Arrays.stream(values())
        .filter(status -> status.code == code)
        .findFirst()
        .orElse(UNKNOWN);
  }
}
