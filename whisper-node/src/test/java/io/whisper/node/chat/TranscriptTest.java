package io.whisper.node.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.node.console.AuthorMark;
import io.whisper.node.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TranscriptTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StateStore state = StateStore.inMemory();
  private int posts;

  private Transcript transcript() {
    return transcript(false);
  }

  private Transcript transcript(boolean json) {
    Console console =
        new Console(
            new PrintStream(out, true, UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            json);
    return new Transcript(console, new ReadPosts(state), ZoneOffset.UTC);
  }

  private Transcript.Entry entry(int minute, String text) {
    return entry(id(++posts), minute, text);
  }

  private static Bytes32 id(int number) {
    byte[] id = new byte[Bytes32.SIZE];
    id[0] = (byte) number;
    return Bytes32.of(id);
  }

  private static Transcript.Entry entry(Bytes32 id, int minute, String text) {
    return entry(id, minute, text, AuthorMark.NONE);
  }

  private static Transcript.Entry entry(Bytes32 id, int minute, String text, AuthorMark mark) {
    return new Transcript.Entry(id, NOON.plusSeconds(60L * minute), text.getBytes(UTF_8), mark);
  }

  private List<String> lines() {
    return out.toString(UTF_8).lines().toList();
  }

  @Test
  void whatIsUnreadStandsBehindAMarkerInTheOrderOfTime() {
    Transcript.Entry first = entry(1, "<ann> one");
    Transcript before = transcript();
    before.add(first);
    before.enter();
    Transcript.Entry second = entry(2, "<bob> two");
    before.add(second);
    out.reset();

    Transcript again = transcript();
    again.add(entry(4, "<ann> four"));
    again.add(second);
    again.add(entry(3, "<bob> three"));
    again.add(first);
    again.enter();
    again.add(entry(5, "no name"));

    assertThat(lines())
        .containsExactly(
            "11-22 12:01 <ann> one",
            "11-22 12:02 <bob> two",
            "--- 2 unread ---",
            "11-22 12:03 <bob> three",
            "11-22 12:04 <ann> four",
            "11-22 12:05 no name");
  }

  @Test
  void whereNothingIsUnreadThereIsNoMarker() {
    Transcript.Entry post = entry(1, "<ann> one");
    Transcript before = transcript();
    before.add(post);
    before.enter();
    out.reset();
    Transcript again = transcript();
    again.add(post);
    again.enter();
    assertThat(lines()).containsExactly("11-22 12:01 <ann> one");
  }

  @Test
  void controlCharactersOfOthersDoNotReachTheTerminal() {
    Transcript room = transcript();
    room.enter();
    room.add(entry(1, "<ann\u001b[2J> hello\r--- 3 unread ---\n\u202etxt"));
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0)).startsWith("11-22 12:01 ").doesNotContain("\u001b", "\r", "\u202e");
  }

  @Test
  void whatIsWithdrawnBeforeItIsShownIsNotShownAndLaterIsSaid() {
    Transcript room = transcript();
    Transcript.Entry hidden = entry(id(1), 1, "<ann> a");
    Transcript.Entry seen = entry(id(2), 2, "<ann> b");
    room.add(hidden);
    room.add(seen);
    room.withdrawn(id(1));
    room.enter();
    room.withdrawn(id(2));
    room.withdrawn(id(2));
    assertThat(lines())
        .containsExactly(
            "--- 1 unread ---", "11-22 12:02 <ann> b", "--- withdrawn: 11-22 12:02 <ann> b ---");
  }

  @Test
  void whoIsProvedIsShownApartFromWhoIsNamedAndFromNobody() {
    Address ann = Identity.ephemeral(new SeededRandom(1)).address();
    String name = ann.toString().substring(0, 16);
    Transcript room = transcript();
    room.enter();
    room.add(entry(id(1), 1, "<ann> one", new AuthorMark(ann, false)));
    room.add(entry(id(2), 2, "<ann> two", new AuthorMark(ann, true)));
    room.add(entry(id(21), 3, "= " + name + " <ann> mine"));
    room.add(entry(id(22), 4, "? " + name + " <ann> mine"));
    room.proved(id(1));
    room.proved(id(9));
    room.withdrawn(id(1));
    assertThat(lines())
        .containsExactly(
            "11-22 12:01 ? " + name + " <ann> one",
            "11-22 12:02 = " + name + " <ann> two",
            "11-22 12:03 \\u003d " + name + " <ann> mine",
            "11-22 12:04 \\u003f " + name + " <ann> mine",
            "--- proved: 11-22 12:01 = " + name + " <ann> one ---",
            "--- withdrawn: 11-22 12:01 = " + name + " <ann> one ---");
  }

  @Test
  void whatIsProvedBeforeItIsShownIsShownAsProved() {
    Address ann = Identity.ephemeral(new SeededRandom(1)).address();
    Transcript room = transcript(true);
    room.add(entry(id(1), 1, "<ann> one", new AuthorMark(ann, false)));
    room.proved(id(1));
    room.enter();
    room.add(entry(2, "<ann> nobody"));
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(1)).contains("\"author\":\"" + ann + "\"", "\"proved\":true");
    assertThat(lines().get(2)).doesNotContain("author", "proved");
  }

  @Test
  void inJsonNamesStandApart() {
    Transcript room = transcript(true);
    room.enter();
    room.add(entry(1, "<ann> hello"));
    assertThat(lines())
        .singleElement()
        .asString()
        .contains("\"name\":\"ann\"", "\"text\":\"hello\"");
  }

  @Test
  void aNameIsVisibleAndShort() {
    assertThat(ChatLine.isName("ann")).isTrue();
    for (String bad : List.of("", "<a", "a>", "a\u001b", "a\u200bb", "x".repeat(33))) {
      assertThat(ChatLine.isName(bad)).as(bad).isFalse();
    }
    assertThat(ChatLine.in("<ann> one\ntwo".getBytes(UTF_8)))
        .contains(new ChatLine("ann", "one\ntwo"));
    assertThat(ChatLine.in(new byte[] {(byte) 0xff})).isEmpty();
    assertThat(ChatLine.in(new ChatLine("ann", "x").encode())).contains(new ChatLine("ann", "x"));
  }
}
