package io.whisper.onion.directory.service;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.reactor.RoleLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a directory server does when it is an authority. Called on the relay's loop. */
public interface AuthorityDuties {
  /** Called once, before anything else, when the relay starts. */
  void start(RoleLoop loop);

  /** A relay publishes its descriptor. */
  CompletableFuture<DirectoryStatus> descriptor(byte[] document);

  /** Another authority, or somebody who says so, has something to say about a vote. */
  CompletableFuture<DirectoryStatus> voting(byte[] message);

  /** The vote, or other document, with that SHA-256. */
  Optional<byte[]> document(Bytes32 digest);
}
