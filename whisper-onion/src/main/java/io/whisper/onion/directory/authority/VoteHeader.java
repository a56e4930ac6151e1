package io.whisper.onion.directory.authority;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.wire.VoteHeaderBody;
import java.time.Instant;
import java.util.Optional;

/**
 * That an authority cast a vote: what it signs, and what the others sign who pass it on.
 *
 * @param network the network voted on
 * @param authority the identity of the author
 * @param round the beginning of the round, in whole seconds
 * @param vote SHA-256 of the vote's bytes
 */
record VoteHeader(Bytes32 network, Bytes32 authority, Instant round, Bytes32 vote) {
  private static final int VERSION = 1;

  byte[] encode() {
    return VoteHeaderBody.newBuilder()
        .setVersion(VERSION)
        .setNetwork(ByteString.copyFrom(network.toByteArray()))
        .setAuthority(ByteString.copyFrom(authority.toByteArray()))
        .setValidAfter(round.getEpochSecond())
        .setVote(ByteString.copyFrom(vote.toByteArray()))
        .build()
        .toByteArray();
  }

  static Optional<VoteHeader> decode(byte[] encoded) {
    try {
      VoteHeaderBody wire = VoteHeaderBody.parseFrom(encoded);
      if (wire.getVersion() != VERSION
          || wire.getNetwork().size() != Bytes32.SIZE
          || wire.getAuthority().size() != Bytes32.SIZE
          || wire.getVote().size() != Bytes32.SIZE
          || wire.getValidAfter() < 0
          || wire.getValidAfter() >= 1L << 40) {
        return Optional.empty();
      }
      return Optional.of(
          new VoteHeader(
              Bytes32.of(wire.getNetwork().toByteArray()),
              Bytes32.of(wire.getAuthority().toByteArray()),
              Instant.ofEpochSecond(wire.getValidAfter()),
              Bytes32.of(wire.getVote().toByteArray())));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }
}
