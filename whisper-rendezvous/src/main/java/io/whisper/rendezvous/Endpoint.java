package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.replica.ProofSearch;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One identity on the network: it sends, and once it has a listener it can be found and reached at
 * its address.
 *
 * <p>Thread-safe, and never blocks. Stages complete and listeners run on the application's
 * executor; the message listener is called for one message after the other, so what takes long
 * belongs on other threads.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class Endpoint implements AutoCloseable {
  /** The longest message that goes inside an introduction; longer ones open a session. */
  public static final int MAX_SHORT_PAYLOAD = Introduction.MAX_MESSAGE;

  private final Overlay overlay;
  private final Identity identity;
  private final Executor executor;
  private final Outbox outbox;
  private final Connections connections;
  private final Inbox inbox;
  private final Boards boards;
  private final Publications publications;
  private final Authorship authorship;
  private final Runnable onClose;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  Endpoint(
      Overlay overlay,
      Identity identity,
      EndpointOptions options,
      Executor executor,
      StateStore state,
      CompletableFuture<Void> ready,
      Runnable onClose) {
    this.overlay = overlay;
    this.identity = identity;
    this.executor = executor;
    ProofSearch proofs = new ProofSearch(overlay.reactor());
    Mailings mailings = new Mailings(overlay, identity, state, proofs);
    this.outbox = new Outbox(overlay, identity, executor, ready, mailings);
    this.connections = new Connections(overlay, identity, executor, outbox);
    this.authorship = new Authorship(overlay, identity, state, outbox);
    this.inbox = new Inbox(overlay, identity, executor, outbox, authorship, state, options, proofs);
    this.boards = new Boards(overlay, executor, ready, authorship);
    this.publications = new Publications(overlay, executor, ready, proofs, authorship, state);
    this.onClose = onClose;
    overlay.reactor().tryExecute(outbox::resume);
    overlay.reactor().tryExecute(publications::resume);
  }

  /** The address at which others reach this endpoint. */
  public Address address() {
    return identity.address();
  }

  /** Sends with {@link SendOptions#defaults()}: see {@link #send(Address, byte[], SendOptions)}. */
  public Delivery send(Address recipient, byte[] payload) {
    return send(recipient, payload, SendOptions.defaults());
  }

  /**
   * Sends a message: inside an introduction up to 1,024 bytes, over a session that is opened for it
   * and closed after a while beyond.
   *
   * @param payload 0 to 65,536 bytes, which are copied
   * @throws IllegalArgumentException when the payload is too long; nothing is sent then
   */
  public Delivery send(Address recipient, byte[] payload, SendOptions options) {
    Objects.requireNonNull(recipient, "recipient");
    Objects.requireNonNull(options, "options");
    Message.checkPayload(payload);
    byte[] copy = payload.clone();
    Delivery delivery = new Delivery(executor, recipient);
    if (!overlay.reactor().tryExecute(() -> outbox.send(delivery, recipient, copy, options))) {
      Outbox.failClosed(delivery);
    }
    return delivery;
  }

  /**
   * Sends the same to several recipients, none of whom learns of the others.
   *
   * @param recipients each of them once
   * @return a delivery for each, in their order
   * @throws IllegalArgumentException when the payload is too long; nothing is sent then
   */
  public List<Delivery> send(Collection<Address> recipients, byte[] payload, SendOptions options) {
    List<Address> all = List.copyOf(recipients);
    if (all.stream().distinct().count() != all.size()) {
      throw new IllegalArgumentException("a recipient is named twice among " + all.size());
    }
    Message.checkPayload(payload);
    return all.stream().map(recipient -> send(recipient, payload, options)).toList();
  }

  /** Publishes with {@link PublishOptions#defaults()}: see the method with options. */
  public Publication publish(Topic topic, byte[] payload) {
    return publish(topic, payload, PublishOptions.defaults());
  }

  /**
   * Puts a post on the board of a topic, for everybody who knows it. Nothing in it tells who wrote
   * it unless the options say so ({@link PublishOptions#withIdentified}); readers who ask for the
   * proof are answered while this endpoint can be reached, see {@link #proveAuthorship}.
   *
   * @param topic is copied, and stays the caller's to close
   * @param payload 0 to 65,536 bytes, 65,440 when it is identified, which are copied
   * @throws IllegalArgumentException when the payload is too long; nothing is published then
   */
  public Publication publish(Topic topic, byte[] payload, PublishOptions options) {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(options, "options");
    options.checkPayload(payload);
    return publications.publish(Boards.copy(topic), payload.clone(), options);
  }

  /** Reads what is published from now on: see the method with options. */
  public Subscription subscribe(Topic topic, PostListener listener) {
    return subscribe(topic, SubscribeOptions.defaults(), listener);
  }

  /**
   * Reads the board of a topic: what was published before, as far back as the options say, each
   * time period in the order of time, and then what comes. The listener is called for one thing
   * after the other, and gets each post once.
   *
   * @param topic is copied, and stays the caller's to close
   */
  public Subscription subscribe(Topic topic, SubscribeOptions options, PostListener listener) {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    return boards.subscribe(Boards.copy(topic), options, listener);
  }

  /** Connects anonymously: see {@link #connect(Address, SendOptions)}. */
  public CompletionStage<Session> connect(Address recipient, Profile profile) {
    return connect(recipient, SendOptions.defaults().withProfile(profile));
  }

  /**
   * Opens a session with a recipient that listens for sessions. Completes when its keys are agreed,
   * and exceptionally, with a {@link SessionException}, when that does not come about in the time
   * to live.
   */
  public CompletionStage<Session> connect(Address recipient, SendOptions options) {
    Objects.requireNonNull(recipient, "recipient");
    Objects.requireNonNull(options, "options");
    return connections.connect(recipient, options);
  }

  /**
   * Sets who is given the messages that arrive, and makes the endpoint reachable: see {@link
   * #published}. A message is taken when the listener was given it; its sender is told when the
   * listener replied or returned, and after 2 seconds at the latest.
   */
  public void onMessage(Consumer<Message> listener) {
    Objects.requireNonNull(listener, "listener");
    overlay.reactor().execute(() -> inbox.onMessage(listener));
  }

  /**
   * Sets who is given the sessions that others open, and makes the endpoint reachable: see {@link
   * #published}. Without such a listener sessions are refused.
   */
  public void onSession(Consumer<Session> listener) {
    Objects.requireNonNull(listener, "listener");
    overlay.reactor().execute(() -> inbox.onSession(listener));
  }

  /**
   * Makes the endpoint reachable without a listener, so that who reads its identified posts can
   * have them proved: see {@link #published}. Messages and sessions are refused until there is a
   * listener for them; one with a listener answers such readers without this. So does, later, one
   * that was away and has a {@link #mailbox}.
   */
  public void proveAuthorship() {
    overlay.reactor().execute(inbox::reachable);
  }

  /**
   * Completes when the endpoint, which needs a listener for it, can be found and reached for the
   * first time.
   */
  public CompletionStage<Endpoint> published() {
    return inbox.published().thenApplyAsync(done -> this, executor).minimalCompletionStage();
  }

  /**
   * Completes when messages for this endpoint, which needs a listener for it, can wait at stores
   * while it is away; exceptionally when they cannot: see {@link EndpointOptions#mailbox}.
   */
  public CompletionStage<Endpoint> mailbox() {
    return inbox.mailbox().thenApplyAsync(done -> this, executor).minimalCompletionStage();
  }

  /**
   * How many envelopes this endpoint has deleted from its mailbox because nobody can read what is
   * in them. Their senders got no acknowledgement.
   */
  public long unreadable() {
    return inbox.unreadable();
  }

  /**
   * The messages of this endpoint that wait at stores for their recipients: those sent now that are
   * not over, and, where state is kept, those that an earlier run of the same identity left. These
   * go on by themselves; here an application finds them again after a restart. What was delivered
   * or expired before it asked is among them once, in its last state.
   */
  public CompletionStage<List<Delivery>> pending() {
    CompletionStage<List<Delivery>> all = listed(outbox::pending);
    all.thenAccept(given -> overlay.reactor().tryExecute(() -> outbox.given(given)));
    return all;
  }

  /**
   * The posts of this endpoint that are neither gone nor expired, the first to expire first: those
   * published now, and, where state is kept, those that an earlier run of the same identity left.
   * Each can be withdrawn and replaced as before. What fewer than three stores hold is put to the
   * others, and a withdrawal that was begun goes on, by itself.
   */
  public CompletionStage<List<Publication>> publications() {
    return listed(publications::all);
  }

  private <T> CompletionStage<List<T>> listed(Supplier<CompletableFuture<List<T>>> question) {
    CompletableFuture<List<T>> all = new CompletableFuture<>();
    SerialExecutor answers = new SerialExecutor(executor);
    Runnable asking =
        () -> question.get().thenAccept(them -> answers.executeApart(() -> all.complete(them)));
    if (!overlay.reactor().tryExecute(asking)) {
      all.complete(List.of());
    }
    return all.minimalCompletionStage();
  }

  /**
   * Ends the endpoint: it is reachable no longer, its sessions and subscriptions end, and what is
   * on its way is given up; what stores hold stays there, and where state is kept a later endpoint
   * of the same identity goes on with it. The identity stays the caller's.
   */
  @Override
  public void close() {
    if (!overlay.reactor().tryExecute(this::end)) {
      ended.complete(null);
    }
    onClose.run();
  }

  private void end() {
    outbox.close();
    boards.close();
    publications.close();
    authorship.close();
    inbox
        .close()
        .thenCompose(answered -> outbox.settled())
        .thenCompose(settled -> publications.settled())
        .thenAccept(ended::complete);
  }

  /** There is another consensus, or circuits can be built again: called on the loop. */
  void hurry() {
    inbox.hurry();
  }

  /** Completes when the endpoint has ended and gave its last answers. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public String toString() {
    return "Endpoint";
  }
}
