package io.whisper.rendezvous.bench;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.onion.testkit.Traffic;
import io.whisper.rendezvous.Delivery;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Profile;
import io.whisper.rendezvous.SendOptions;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.replica.Fetched;
import io.whisper.rendezvous.replica.ReaderLimits;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.TagKey;
import io.whisper.rendezvous.replica.TagReader;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Prints how many cells and bytes the wires of a network carry for what its users do: a message of
 * 256 bytes to a recipient that is away, with its acknowledgement; one to a recipient that is
 * there; a post; and an hour of being there, of following a board, of looking at one every ten
 * minutes, and of being reachable. Eight relays, all in this process; the hours are virtual.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The answer within the answer is waited for.
public final class TrafficBench {
  private static final List<String> PARTS = List.of("away", "there", "hours");
  private static final int RELAYS = 8;
  private static final int PAYLOAD = 256;
  private static final int ROUNDS = 10;
  private static final int HOURS = 3;
  private static final Duration VISIT = Duration.ofSeconds(10);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration BETWEEN_POLLS = Duration.ofMinutes(10);
  private static final Duration FIRST = Duration.ofMinutes(15);

  /** Longer than a presence lives. */
  private static final Duration LONG = Duration.ofHours(4);

  private static final SendOptions OPTIONS = SendOptions.defaults().withTtl(Duration.ofDays(1));

  private final TappedTown town;

  private TrafficBench(TappedTown town) {
    this.town = town;
  }

  /** Runs the parts {@code away}, {@code there} and {@code hours} that are named, or all. */
  public static void main(String[] arguments) {
    System.out.printf(
        Locale.ROOT,
        "%-66s %10s %10s %10s %10s%n",
        "",
        "own cells",
        "own KB",
        "all cells",
        "all KB");
    List<String> parts = arguments.length == 0 ? PARTS : List.of(arguments);
    for (String part : parts) {
      try (TappedTown town = new TappedTown(RELAYS)) {
        TrafficBench bench = new TrafficBench(town);
        switch (part) {
          case "away" -> bench.away();
          case "there" -> bench.there();
          case "hours" -> bench.hours();
          default -> throw new IllegalArgumentException(part + " is none of " + PARTS);
        }
      }
    }
  }

  /** What the links of somebody and all links carried. */
  private record Cost(Traffic own, Traffic all) {
    static final Cost NONE = new Cost(Traffic.NONE, Traffic.NONE);

    Cost plus(Cost other) {
      return new Cost(own.plus(other.own), all.plus(other.all));
    }

    Cost minus(Cost other) {
      return new Cost(own.since(other.own), all.since(other.all));
    }

    void print(String what, double times) {
      System.out.printf(
          Locale.ROOT,
          "%-66s %10.1f %10.1f %10.1f %10.1f%n",
          what,
          own.cells() / times,
          own.bytes() / times / 1e3,
          all.cells() / times,
          all.bytes() / times / 1e3);
    }
  }

  private Cost now(String name) {
    return new Cost(town.links(name), town.all());
  }

  /** A recipient that was there once and comes for a moment, with and without a message waiting. */
  private void away() {
    try (Identity alice = Identity.ephemeral();
        StateStore alices = StateStore.inMemory();
        StateStore bobs = StateStore.inMemory();
        Whisper bobsPlace = town.place("bob", bobs)) {
      Endpoint bob = bobsPlace.endpoint(Identity.ephemeral());
      visit(alice, alices);
      away(bob, alice, alices, "just left", Duration.ZERO, ROUNDS);
      away(bob, alice, alices, "left hours ago", LONG, HOURS);
    }
  }

  private void away(
      Endpoint bob, Identity alice, StateStore alices, String who, Duration gone, int rounds) {
    Cost put = Cost.NONE;
    Visit without = Visit.NONE;
    Visit with = Visit.NONE;
    for (int i = 0; i < rounds; i++) {
      without = without.plus(visit(alice, alices));
      town.pass(gone);
      town.quiet();
      Cost before = now("bob");
      Delivery delivery = bob.send(alice.address(), new byte[PAYLOAD], OPTIONS);
      if (town.pass(delivery.stored()) != 3) {
        throw new IllegalStateException("not all stores have the message");
      }
      town.quiet();
      put = put.plus(now("bob").minus(before));
      with = with.plus(visit(alice, alices));
      town.pass(delivery.delivered());
    }
    Visit more = with.minus(without);
    Traffic all = put.all().plus(more.all());
    put.print("256 bytes to somebody who " + who + ": its sender, to STORED(3)", rounds);
    new Cost(more.bob(), more.all()).print("  its sender, from there to DELIVERED", rounds);
    new Cost(more.alice(), more.all()).print("  its recipient, beyond a visit without it", rounds);
    new Cost(put.own().plus(more.bob()), all).print("  its sender in all", rounds);
    new Cost(without.alice(), without.all()).print("  a visit of 10 s without it", rounds);
  }

  /** What a visit of the recipient came to: on its links, on those of the sender, and on all. */
  private record Visit(Traffic alice, Traffic bob, Traffic all) {
    static final Visit NONE = new Visit(Traffic.NONE, Traffic.NONE, Traffic.NONE);

    Visit plus(Visit other) {
      return new Visit(alice.plus(other.alice), bob.plus(other.bob), all.plus(other.all));
    }

    Visit minus(Visit other) {
      return new Visit(alice.since(other.alice), bob.since(other.bob), all.since(other.all));
    }
  }

  private Visit sofar() {
    return new Visit(town.links("alice"), town.links("bob"), town.all());
  }

  private Visit visit(Identity alice, StateStore alices) {
    // Within one vote the presence of a former visit would stand in the way of this one's.
    town.vote();
    town.quiet();
    Visit before = sofar();
    Whisper place = town.place("alice", alices);
    Endpoint endpoint = place.endpoint(alice);
    endpoint.onMessage(message -> {});
    town.pass(endpoint.published());
    town.pass(endpoint.mailbox());
    town.pass(VISIT);
    place.close();
    town.quiet();
    return sofar().minus(before);
  }

  /** A recipient and a reader who are there. */
  private void there() {
    try (Topic topic = Topic.random(new SecureRandom());
        StateStore bobs = StateStore.inMemory();
        StateStore alices = StateStore.inMemory();
        Whisper bobsPlace = town.place("bob", bobs);
        Whisper alicesPlace = town.place("alice", alices)) {
      Endpoint alice = alicesPlace.endpoint(Identity.ephemeral());
      alice.onMessage(message -> {});
      town.pass(alice.published());
      town.pass(alice.subscribe(topic, post -> {}).caughtUp());
      Endpoint bob = bobsPlace.endpoint(Identity.ephemeral());
      town.pass(bob.send(alice.address(), new byte[PAYLOAD], OPTIONS).delivered());
      town.pass(FIRST.dividedBy(3));
      Cost sent = Cost.NONE;
      Cost received = Cost.NONE;
      Cost published = Cost.NONE;
      Cost read = Cost.NONE;
      for (int i = 0; i < 2 * ROUNDS; i++) {
        Cost bobsBefore = now("bob");
        Cost alicesBefore = now("alice");
        town.pass(bob.send(alice.address(), new byte[PAYLOAD], OPTIONS).delivered());
        town.quiet();
        Cost bobsThen = now("bob");
        Cost alicesThen = now("alice");
        sent = sent.plus(bobsThen.minus(bobsBefore));
        received = received.plus(alicesThen.minus(alicesBefore));
        town.pass(bob.publish(topic, new byte[PAYLOAD]).stored(3));
        town.quiet();
        published = published.plus(now("bob").minus(bobsThen));
        read = read.plus(now("alice").minus(alicesThen));
      }
      sent.print("256 bytes to somebody who is there, its sender", 2 * ROUNDS);
      received.print("  its recipient", 2 * ROUNDS);
      published.print("post of 256 bytes with one reader, its author", 2 * ROUNDS);
      read.print("  its reader", 2 * ROUNDS);
    }
  }

  /** What it costs to be there. */
  private void hours() {
    try (Topic topic = Topic.random(new SecureRandom());
        StateStore state = StateStore.inMemory();
        Whisper idle = town.place("idle", state.child("idle"));
        Whisper follower = town.place("follower", state.child("follower"));
        Whisper listener = town.place("listener", state.child("listener"))) {
      town.pass(idle.ready());
      town.pass(follower.endpoint(Identity.ephemeral()).subscribe(topic, post -> {}).caughtUp());
      Endpoint reached = listener.endpoint(Identity.ephemeral());
      reached.onMessage(message -> {});
      town.pass(reached.published());
      town.pass(reached.mailbox());
      Overlay polling = town.overlay("poller");
      poll(polling, topic);
      // Until all cards are placed.
      town.pass(FIRST.multipliedBy(2));
      Cost[] before = all();
      for (int hour = 0; hour < HOURS; hour++) {
        for (Duration done = Duration.ZERO;
            done.compareTo(HOUR) < 0;
            done = done.plus(BETWEEN_POLLS)) {
          poll(polling, topic);
          town.pass(BETWEEN_POLLS);
        }
      }
      Cost[] after = all();
      after[0].minus(before[0]).print("an hour of being there", HOURS);
      after[1].minus(before[1]).print("an hour of following a board", HOURS);
      after[2].minus(before[2]).print("an hour of being reachable, with a mailbox", HOURS);
      after[3].minus(before[3]).print("an hour of looking at a board every 10 minutes", HOURS);
    }
  }

  private Cost[] all() {
    town.quiet();
    return new Cost[] {now("idle"), now("follower"), now("listener"), now("poller")};
  }

  private void poll(Overlay overlay, Topic topic) {
    Bytes32 tag = topic.tag(overlay.current().orElseThrow().period().number());
    CompletableFuture<Fetched> fetched =
        overlay
            .reactor()
            .call(
                () -> {
                  Replicas replicas = Replicas.on(overlay, Profile.BALANCED.hops());
                  return new TagReader(replicas, TagKey.board(tag), ReaderLimits.defaults())
                      .fetch(envelope -> CompletableFuture.completedFuture(null));
                })
            .thenCompose(answer -> answer);
    if (town.pass(fetched).replicas() != 2) {
      throw new IllegalStateException("two stores are read");
    }
  }
}
