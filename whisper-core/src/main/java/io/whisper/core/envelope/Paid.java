package io.whisper.core.envelope;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A document that stores take with a proof of work only (docs/protocol.md, 18.2). It stays the same
 * whatever was paid for it. Immutable.
 *
 * @param <T> its type
 */
public interface Paid<T extends Paid<T>> {
  /**
   * What was paid for it, in hashes for a byte and a second times 10^9: see {@link ProofOfWork}.
   */
  long rank();

  /**
   * This document with work of at least {@code effort} as its {@link #rank()}, or nothing once
   * {@code cancelled} says so. Takes as long as the work takes: for workers.
   */
  Optional<T> worked(long effort, SecureRandom random, BooleanSupplier cancelled);

  /** As it is put to stores, its work included. */
  byte[] encode();
}
