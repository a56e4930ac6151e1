package io.whisper.rendezvous.ring;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RandomState;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.RingDraw;
import io.whisper.onion.directory.RingPlace;
import io.whisper.onion.directory.SharedRandom;
import io.whisper.rendezvous.fake.Relays;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A7 of docs/threat-model.md: hostile relays, a tenth of all, that know an address and so all its
 * tags to come, and want to be the replicas of its card and its mailbox.
 *
 * <p>They choose each identity among many, they see the next shared random value half a period
 * before it is used, as authorities do, and whoever of them will have a place from which none of
 * the tags to come can be reached may leave and come again under another identity at once. Places
 * are drawn by the code that authorities draw them with.
 */
public final class RingAttack {
  /** What keeps them from it. */
  public enum Defence {
    /** Nothing: a place follows from the identity alone. */
    NONE,
    /** Places are drawn with shared random values, as soon as there is one that was not known. */
    DRAWN,
    /** As the protocol has it: a new relay also waits for its place. */
    DRAWN_AFTER_A_WAIT
  }

  /** What they do with a place that they do not like. */
  public enum Strategy {
    /** They stay. */
    PATIENT,
    /** They leave with it, when what comes instead comes sooner than the next draw of this one. */
    CHOOSY
  }

  /**
   * What came of it.
   *
   * @param share the hostile share of the replicas, against a fair share of 1
   * @param permuted the same for as many relays that were drawn by lot in each period
   */
  public record Outcome(double share, double permuted) {}

  private static final int HONEST = 180;
  private static final int HOSTILE = 20;
  private static final int WARM_UP = 60;
  private static final long LASTS = 14;
  private static final Bytes32 NETWORK = Bytes32.ZERO;
  private static final List<String> TAGS = List.of("whisper-1 card", "whisper-1 mailbox");

  private final Defence defence;
  private final Strategy strategy;
  private final SeededRandom random;
  private final NetworkParameters parameters;
  private final Bytes32 address;
  private final List<Store> honest = new ArrayList<>();
  private final List<Store> hostile = new ArrayList<>();
  private final Map<String, Bytes32> tags = new HashMap<>();
  private long period = 20_000;
  private RandomState state;
  private RandomState next;

  /** One relay. */
  private static final class Store {
    final Bytes32 identity;
    Optional<RingPlace> ring;
    private @Nullable RelayEntry entry;

    Store(Bytes32 identity, Optional<RingPlace> ring) {
      this.identity = identity;
      this.ring = ring;
    }

    RelayEntry entry() {
      Bytes32 place = ring.orElseThrow().place();
      if (entry == null || !entry.ringPlace().equals(place)) {
        entry = Relays.entry(identity, place, Set.of(RelayFlag.STORE));
      }
      return entry;
    }
  }

  private RingAttack(Defence defence, Strategy strategy, long seed) {
    this.defence = defence;
    this.strategy = strategy;
    this.random = new SeededRandom(seed);
    this.parameters =
        NetworkParameters.STANDARD.with(
            NetworkParameter.RING_WAIT_DAYS,
            defence == Defence.DRAWN_AFTER_A_WAIT ? NetworkParameter.RING_WAIT_DAYS.standard() : 0);
    this.address = bytes();
    this.state = new RandomState(period, bytes(), bytes(), List.of());
    this.next = following(state);
    for (int i = 0; i < HONEST; i++) {
      long drawn = period - random.nextInt((int) LASTS);
      honest.add(new Store(bytes(), Optional.of(new RingPlace(drawn, bytes()))));
    }
    for (int i = 0; i < HOSTILE; i++) {
      hostile.add(newcomer());
    }
  }

  /** Lets {@code periods} pass in each of {@code seeds} networks of 200 stores. */
  public static Outcome run(Defence defence, Strategy strategy, int periods, long... seeds) {
    double share = 0;
    double permuted = 0;
    for (long seed : seeds) {
      Outcome one = new RingAttack(defence, strategy, seed).run(periods);
      share += one.share / seeds.length;
      permuted += one.permuted / seeds.length;
    }
    return new Outcome(share, permuted);
  }

  private Bytes32 bytes() {
    return Bytes32.of(random.bytes(Bytes32.SIZE));
  }

  private RandomState following(RandomState before) {
    return new RandomState(before.period() + 1, bytes(), before.value(), List.of());
  }

  private Outcome run(int periods) {
    long all = 0;
    long theirs = 0;
    long byLot = 0;
    int before = defence == Defence.NONE ? 1 : WARM_UP;
    for (int i = 0; i < before + periods; i++) {
      begin();
      if (i >= before) {
        Ring ring = ring();
        Set<Bytes32> lot = lot();
        for (String label : TAGS) {
          for (RelayEntry replica : ring.replicas(tag(label, period))) {
            all++;
            theirs += hostile.stream().anyMatch(s -> s.identity.equals(replica.identity())) ? 1 : 0;
            byLot += lot.contains(replica.identity()) ? 1 : 0;
          }
        }
      }
      attack();
    }
    double fair = (double) HOSTILE / (HOSTILE + HONEST);
    return new Outcome(theirs / fair / all, byLot / fair / all);
  }

  /** As many relays as they are, drawn by lot among all: what chance alone gives. */
  private Set<Bytes32> lot() {
    List<Store> all = new ArrayList<>(honest);
    all.addAll(hostile);
    Collections.shuffle(all, random);
    Set<Bytes32> lot = new TreeSet<>();
    all.subList(0, HOSTILE).forEach(store -> lot.add(store.identity));
    return lot;
  }

  /** The first round of the period. */
  private void begin() {
    period++;
    state = next;
    next = following(state);
    RingDraw draw = new RingDraw(NETWORK, state, true, parameters);
    honest.forEach(store -> store.ring = Optional.of(draw.place(store.identity, store.ring)));
    if (defence != Defence.NONE) {
      hostile.forEach(store -> store.ring = Optional.of(draw.place(store.identity, store.ring)));
    }
  }

  private Ring ring() {
    List<RelayEntry> placed = new ArrayList<>();
    for (Collection<Store> group : List.of(honest, hostile)) {
      group.stream()
          .filter(store -> store.ring.orElseThrow().period() <= period)
          .forEach(store -> placed.add(store.entry()));
    }
    return Ring.of(placed);
  }

  private Bytes32 tag(String label, long number) {
    return tags.computeIfAbsent(label + number, any -> newTag(label, number));
  }

  private Bytes32 newTag(String label, long number) {
    return Bytes32.of(
        Sha256.hash(
            Labelled.bytes(
                label, address.toByteArray(), ByteWriter.ofSize(8).u64(number).toByteArray())));
  }

  /** The second half of the period, when the reveals are out and the next value follows. */
  private void attack() {
    if (defence == Defence.NONE) {
      hostile.clear();
      for (int i = 0; i < HOSTILE; i++) {
        hostile.add(newcomer());
      }
      return;
    }
    if (strategy == Strategy.PATIENT) {
      return;
    }
    TreeSet<Bytes32> places = new TreeSet<>();
    honest.forEach(store -> places.add(store.ring.orElseThrow().place()));
    RingDraw coming = new RingDraw(NETWORK, next, true, parameters);
    for (int i = 0; i < HOSTILE; i++) {
      Store store = hostile.get(i);
      RingPlace ring = coming.place(store.identity, store.ring);
      boolean sooner = comes(Bytes32.ZERO).period() < ring.period() + LASTS;
      if (coming.isDrawn(ring) && sooner && !reaches(ring, places)) {
        hostile.set(i, newcomer());
      }
    }
  }

  /** Whether one of the tags to come, as long as the place lasts, has it among its replicas. */
  private boolean reaches(RingPlace ring, NavigableSet<Bytes32> places) {
    for (long number = period + 1; number < ring.period() + LASTS; number++) {
      for (String label : TAGS) {
        if (between(tag(label, number), ring.place(), places) < Ring.REPLICAS) {
          return true;
        }
      }
    }
    return false;
  }

  /** The number of honest stores from {@code tag} to {@code place}. */
  private static int between(Bytes32 tag, Bytes32 place, NavigableSet<Bytes32> places) {
    if (tag.compareTo(place) <= 0) {
      return places.subSet(tag, place).size();
    }
    return places.tailSet(tag).size() + places.headSet(place).size();
  }

  /** Comes in this half of the period under the best of many identities. */
  private Store newcomer() {
    Bytes32 wanted = tag(TAGS.get(random.nextInt(TAGS.size())), period + 1);
    Bytes32 best = bytes();
    int candidates = defence == Defence.NONE ? 1_000 : 50;
    for (int i = 1; i < candidates; i++) {
      Bytes32 candidate = bytes();
      if (distance(wanted, guess(candidate)) < distance(wanted, guess(best))) {
        best = candidate;
      }
    }
    if (defence == Defence.NONE) {
      return new Store(best, Optional.of(new RingPlace(period, guess(best))));
    }
    return new Store(best, Optional.of(comes(best)));
  }

  /** What an identity gets that is new in the second half of the period. */
  private RingPlace comes(Bytes32 identity) {
    return new RingDraw(NETWORK, state, false, parameters).place(identity, Optional.empty());
  }

  /** Where an identity would be placed as far as can be known: by the newest value that is out. */
  private Bytes32 guess(Bytes32 identity) {
    return SharedRandom.ringPlace(identity, defence == Defence.NONE ? Bytes32.ZERO : next.value());
  }

  /** How far {@code place} follows {@code tag} on the ring, in its 2^48th parts. */
  private static long distance(Bytes32 tag, Bytes32 place) {
    return (first(place) - first(tag)) & ((1L << 48) - 1);
  }

  private static long first(Bytes32 value) {
    long first = 0;
    byte[] bytes = value.toByteArray();
    for (int i = 0; i < 6; i++) {
      first = first << 8 | (bytes[i] & 0xff);
    }
    return first;
  }
}
