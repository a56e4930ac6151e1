package io.whisper.rendezvous.service;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a relay that is a store says of itself: numbers only, and no tag or id.
 *
 * @param trouble why the store cannot serve, where it cannot
 * @param entries what it keeps, in entries
 * @param bytes the same in bytes, as they count against the quota
 * @param quota the most bytes that it keeps
 * @param neededWork the work that it asks for now
 * @param accepted how many documents of clients it took since it started
 * @param refused how many it did not take, by the reason in words
 * @param fromStores how many documents it took of other stores
 * @param lastHandOver when another store had, or was given, all that this one has for it
 */
public record StoreStatus(
    Optional<String> trouble,
    long entries,
    long bytes,
    long quota,
    long neededWork,
    long accepted,
    Map<String, Long> refused,
    long fromStores,
    Optional<Instant> lastHandOver) {}
