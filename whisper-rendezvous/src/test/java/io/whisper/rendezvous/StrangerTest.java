package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.SealedMail;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.core.identity.BlindingPurpose;
import io.whisper.core.identity.Identity;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.core.seal.Kind;
import io.whisper.core.state.StateStore;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.ring.Ring;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.OpenTag;
import io.whisper.rendezvous.store.wire.PeerHello;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.Withdraw;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A stranger who has the whole code of a client and knows addresses, and with them cards and the
 * tags of mailboxes: one that is full, one that is empty and one that nobody has.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The answer within the answer is what is waited for.
class StrangerTest {
  private static final int LETTERS = 3;
  private static final byte[] SEED = new byte[Ed25519.SEED_SIZE];
  private static final byte[] NO_PROOF = new byte[Ed25519.SIGNATURE_SIZE];

  private final Town town = Town.of(8);
  private final TimePeriod period = town.network().consensus().period();
  private final Identity full = Identity.ephemeral();
  private final Identity empty = Identity.ephemeral();
  private final Identity nobody = Identity.ephemeral();
  private final Identity stranger = Identity.ephemeral();
  private final StateStore state = StateStore.inMemory();
  private final Courier courier = new Courier(town);
  private final Overlay overlay = town.overlay();

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void whoeverKnowsAnAddressReadsNothingOfItsMailboxAndCannotCountIt() {
    visit(full, state);
    visit(empty, StateStore.inMemory());
    List<SealedMail> letters =
        IntStream.range(0, LETTERS)
            .mapToObj(i -> courier.leave(full.address(), Kind.MESSAGE, text("letter " + i), null))
            .toList();
    Envelope letter = letters.get(0).envelope();
    Bytes32 fullTag = tag(full.address());
    Awaitility.await().until(() -> holders(letter) == 3);

    Map<String, List<String>> ofFull = tryEverything(full, letter);
    int looksAfter = looks(fullTag);
    Map<String, List<String>> ofEmpty = tryEverything(empty, letter);
    Map<String, List<String>> ofNobody = tryEverything(nobody, letter);

    // What is answered has the same bytes, and so the same size, whatever is there.
    assertThat(ofFull).isEqualTo(ofEmpty).isEqualTo(ofNobody).hasSizeGreaterThan(30);
    // And the same time: nobody looks what is there before the owner is known to ask.
    assertThat(tryEverything(full, letter)).isEqualTo(ofFull);
    assertThat(looks(fullTag)).isEqualTo(looksAfter);
    assertThat(looks(tag(nobody.address()))).isZero();
    String refused = line(StoreCommand.OPENED, TagStatus.REFUSED.encode());
    ofFull.forEach(
        (name, heard) -> {
          if (name.startsWith("open ")) {
            assertThat(heard).as(name).first().isEqualTo(refused);
            assertThat(heard).as(name).hasSizeLessThanOrEqualTo(2);
          }
          assertThat(heard).as(name).noneMatch(line -> line.length() > 200);
        });

    // Nothing is gone, and the owner has all of it.
    List<String> handed = Collections.synchronizedList(new ArrayList<>());
    Endpoint owner = town.whisper(state).endpoint(full);
    owner.onMessage(message -> handed.add(text(message.payload())));
    Awaitility.await().until(() -> handed.size() == LETTERS);
    assertThat(handed).containsExactlyInAnyOrder("letter 0", "letter 1", "letter 2");
  }

  @Test
  void whoPutsALetterCannotTellWhatLiesThere() {
    visit(full, state);
    visit(empty, StateStore.inMemory());
    IntStream.range(0, LETTERS)
        .forEach(i -> courier.leave(full.address(), Kind.MESSAGE, text("letter " + i), null));
    Envelope toFull = courier.leave(full.address(), Kind.MESSAGE, text("mine"), null).envelope();
    Envelope toEmpty = courier.leave(empty.address(), Kind.MESSAGE, text("mine"), null).envelope();
    // Put again it is answered as the first time, and so it is when the owner deleted it.
    List<String> again = put(toFull);
    assertThat(put(toEmpty)).isEqualTo(again);
    Endpoint owner = town.whisper(state).endpoint(full);
    owner.onMessage(message -> {});
    Awaitility.await().until(() -> holders(toFull) == 0);
    assertThat(put(toFull)).isEqualTo(again);
    assertThat(holders(toFull)).isZero();
  }

  /** What the store nearest to the tag says to each attempt. */
  private Map<String, List<String>> tryEverything(Identity owner, Envelope letter) {
    Bytes32 tag = tag(owner.address());
    RelayEntry store = replicas(tag).get(0);
    byte[] ids = new Ids(List.of(letter.id())).encode();
    Map<String, byte[]> requests = new LinkedHashMap<>();
    requests.put("list", Bytes32.ZERO.toByteArray());
    requests.put("take", ids);
    requests.put("subscribe", new byte[0]);
    requests.put("delete", ids);
    Map<String, Integer> commands =
        Map.of(
            "list", StoreCommand.LIST,
            "take", StoreCommand.TAKE,
            "subscribe", StoreCommand.SUBSCRIBE,
            "delete", StoreCommand.DELETE);
    Map<String, List<String>> heard = new LinkedHashMap<>();
    requests.forEach(
        (name, data) -> {
          int command = commands.getOrDefault(name, 0);
          Said asks = new Said(command, data);
          heard.put(name + " at once", converse(store, 1, circuit -> List.of(asks)));
          proofs(owner, tag, store)
              .forEach(
                  (proof, opening) ->
                      heard.put(
                          "open " + proof + ", then " + name,
                          converse(store, 2, circuit -> List.of(opening.of(circuit), asks))));
          heard.put(
              "as a board, " + name,
              converse(
                  store,
                  2,
                  circuit ->
                      List.of(new Said(StoreCommand.OPEN, OpenTag.board(tag).encode()), asks)));
        });
    proofs(owner, tag, store)
        .forEach(
            (proof, opening) ->
                heard.put(
                    "open " + proof, converse(store, 1, circuit -> List.of(opening.of(circuit)))));
    heard.put(
        "withdraw",
        converse(
            store,
            2,
            circuit ->
                List.of(
                    new Said(StoreCommand.OPEN, OpenTag.board(tag).encode()),
                    new Said(
                        StoreCommand.WITHDRAW, new Withdraw(letter.id(), Bytes32.ZERO).encode()))));
    for (DocumentKind kind : List.of(DocumentKind.PRESENCE, DocumentKind.CARD)) {
      byte[] get = ByteWriter.growing().u8(kind.code()).bytes(tag.toByteArray()).toByteArray();
      heard.put(
          "get " + kind, converse(store, 1, circuit -> List.of(new Said(StoreCommand.GET, get))));
    }
    heard.put(
        "as a store",
        converse(
            store,
            1,
            circuit ->
                List.of(
                    new Said(
                        StoreCommand.PEER,
                        PeerHello.of(
                                Bytes32.of(Ed25519.publicKey(SEED)),
                                true,
                                message -> Ed25519.sign(SEED, message),
                                circuit.binding())
                            .encode()))));
    return heard;
  }

  /** One message to a store. */
  @SuppressWarnings("ArrayRecordComponent") // Made, and sent at once.
  private record Said(int command, byte[] data) {}

  private interface Opening {
    Said of(Circuit circuit);
  }

  private interface Speech {
    List<Said> over(Circuit circuit);
  }

  /** All that somebody may show in the place of the owner's proof for this circuit. */
  private Map<String, Opening> proofs(Identity owner, Bytes32 tag, RelayEntry store) {
    Map<String, Opening> proofs = new LinkedHashMap<>();
    proofs.put("without a proof", circuit -> open(tag, NO_PROOF));
    proofs.put(
        "with another's proof",
        circuit -> open(tag, proof(stranger, BlindingPurpose.MAILBOX, period, circuit)));
    proofs.put(
        "with a proof by the owner's key of another purpose",
        circuit -> open(tag, proof(owner, BlindingPurpose.PRESENCE, period, circuit)));
    proofs.put(
        "with a proof by the owner's key of another period",
        circuit -> open(tag, proof(owner, BlindingPurpose.MAILBOX, period.previous(), circuit)));
    // Both circuits stand when the proof is shown on the second.
    Circuit first = circuit(store);
    byte[] seen = proof(owner, BlindingPurpose.MAILBOX, period, first);
    proofs.put("with the owner's proof for another circuit", circuit -> open(tag, seen));
    return proofs;
  }

  private static Said open(Bytes32 tag, byte[] proof) {
    return new Said(StoreCommand.OPEN, new OpenTag(Shelf.MAILBOX, tag, proof).encode());
  }

  private static byte[] proof(
      Identity identity, BlindingPurpose purpose, TimePeriod at, Circuit circuit) {
    try (BlindedIdentity blinded = identity.blind(purpose, at.number(), at.minutes())) {
      return OpenTag.mailbox(blinded, circuit.binding()).proof();
    }
  }

  private Circuit circuit(RelayEntry store) {
    return await(
        overlay
            .reactor()
            .call(() -> overlay.open(new CircuitRequest(store, 1, false, "stranger")))
            .thenCompose(opened -> opened));
  }

  /** What is heard on a circuit of its own until so many answers came, or it ended. */
  private List<String> converse(RelayEntry store, int answers, Speech speech) {
    Circuit circuit = circuit(store);
    List<String> heard = new ArrayList<>();
    CompletableFuture<List<String>> over = new CompletableFuture<>();
    List<Said> said = speech.over(circuit);
    overlay
        .reactor()
        .execute(
            () -> {
              circuit.listen(
                  new CircuitListener() {
                    @Override
                    public void onMessage(RelayMessage message) {
                      heard.add(line(message.command(), message.data()));
                      if (heard.size() == answers) {
                        circuit.close();
                        over.complete(heard);
                      }
                    }

                    @Override
                    public void onClosed(DestroyReason reason) {
                      heard.add("ended " + reason);
                      over.complete(heard);
                    }
                  });
              said.forEach(each -> circuit.send(each.command(), each.data()));
            });
    return await(over);
  }

  private List<String> put(Envelope envelope) {
    List<String> heard = new ArrayList<>();
    for (RelayEntry store : replicas(envelope.terms().tag())) {
      List<Said> parts =
          PutPart.messages(DocumentKind.ENVELOPE, envelope.encode()).stream()
              .map(part -> new Said(StoreCommand.PUT, part))
              .toList();
      heard.addAll(converse(store, 1, circuit -> parts));
    }
    return heard;
  }

  private static String line(int command, byte[] data) {
    return command + " " + hex(data);
  }

  private static String hex(byte[] data) {
    return HexFormat.of().formatHex(data);
  }

  private void visit(Identity identity, StateStore kept) {
    Whisper visit = town.whisper(kept);
    Endpoint endpoint = visit.endpoint(identity);
    endpoint.onMessage(message -> {});
    await(endpoint.mailbox());
    visit.close();
  }

  private Bytes32 tag(Address address) {
    return KeyBlinding.blindPublic(
            address, BlindingPurpose.MAILBOX, period.number(), period.minutes())
        .bytes();
  }

  private List<RelayEntry> replicas(Bytes32 tag) {
    return Ring.of(town.network().consensus().relays()).replicas(tag);
  }

  private long holders(Envelope envelope) {
    return town.envelopes().stream()
        .filter(store -> store.contains(Shelf.MAILBOX, envelope.terms().tag(), envelope.id()))
        .count();
  }

  private int looks(Bytes32 tag) {
    return town.envelopes().stream().mapToInt(store -> store.looks(tag)).sum();
  }
}
