package io.whisper.rendezvous;

import io.whisper.core.time.Cancellable;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Pause;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watch over what was sent on a session and is not acknowledged: where nothing is for a while
 * and no room is made on the way, a relay on it may be frozen. Confined to the loop.
 */
final class Stall {
  /** How long nothing may become of what was sent. */
  static final Duration PATIENCE = Duration.ofMillis(2_500);

  private static final Duration MOST_PATIENCE = Duration.ofMinutes(1);
  private static final int LOOKS = 4;

  private final Overlay overlay;
  private final Duration patience;
  private final Consumer<LiveSession> stalled;
  private final Set<LongMessage> sent = new LinkedHashSet<>();
  private @Nullable Cancellable timer;
  private boolean over;

  /**
   * Watches nothing yet.
   *
   * @param patience how long nothing may become of what was sent
   * @param stalled told once, some random time after that
   */
  Stall(Overlay overlay, Duration patience, Consumer<LiveSession> stalled) {
    this.overlay = overlay;
    this.patience = patience;
    this.stalled = stalled;
  }

  /** A message was sent on the session. */
  void watch(LiveSession session, LongMessage message) {
    sent.add(message);
    arm(session);
  }

  /** What was sent and is not acknowledged, in its order. */
  List<LongMessage> unacknowledged() {
    sent.removeIf(message -> !message.wanted());
    return List.copyOf(sent);
  }

  /** The patience with the next session, where this one stalled: its recipient may be slow. */
  Duration longer() {
    Duration twice = patience.multipliedBy(2);
    return twice.compareTo(MOST_PATIENCE) < 0 ? twice : MOST_PATIENCE;
  }

  /** Watches no longer. */
  void end() {
    over = true;
    sent.clear();
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void arm(LiveSession session) {
    if (timer == null && !over) {
      Duration wait = Pause.from(overlay.random(), patience.dividedBy(LOOKS));
      timer = overlay.time().after(wait, () -> look(session));
    }
  }

  private void look(LiveSession session) {
    timer = null;
    if (unacknowledged().isEmpty()) {
      return;
    }
    if (session.stalled(patience)) {
      over = true;
      stalled.accept(session);
    } else {
      arm(session);
    }
  }

  @Override
  public String toString() {
    return "Stall";
  }
}
