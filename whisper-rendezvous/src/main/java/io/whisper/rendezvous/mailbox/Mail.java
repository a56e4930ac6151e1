package io.whisper.rendezvous.mailbox;

import io.whisper.core.address.Address;
import io.whisper.core.envelope.OpenedMail;
import io.whisper.core.seal.FirstContact;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.reception.Receipt;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A message that waited in the mailbox, opened, and what becomes of it. Confined to the loop but
 * for {@link #admit}.
 */
public final class Mail implements Receipt {
  private final OpenedMail opened;
  private final Instant expires;
  private final Supplier<Admission> memory;
  private final Consumer<Acknowledgement> taken;
  private final Runnable again;
  private final Runnable malformed;
  private boolean answered;

  /**
   * A message.
   *
   * @param memory notes that it is handed
   * @param taken given what its sender is told
   * @param again has it come once more after a while
   * @param malformed lets it go for ever
   */
  Mail(
      OpenedMail opened,
      Instant expires,
      Supplier<Admission> memory,
      Consumer<Acknowledgement> taken,
      Runnable again,
      Runnable malformed) {
    this.opened = opened;
    this.expires = expires;
    this.memory = memory;
    this.taken = taken;
    this.again = again;
    this.malformed = malformed;
  }

  /** What its sender says. */
  public FirstContact content() {
    return opened.content();
  }

  /** Who proved to have sent it, or null. */
  public @Nullable Address sender() {
    return opened.sender();
  }

  /** From when on nobody has it any more. */
  public Instant expires() {
    return expires;
  }

  /** Notes on disk that it is handed now, unless that was noted before: not for the loop. */
  public Admission admit() {
    return memory.get();
  }

  @Override
  public void taken() {
    answer(new Acknowledgement(null));
  }

  @Override
  public boolean replied(byte[] reply) {
    return reply.length <= Acknowledgement.MAX_REPLY && answer(new Acknowledgement(reply));
  }

  @Override
  public void refused() {
    if (!answered) {
      answered = true;
      again.run();
    }
  }

  @Override
  public void malformed() {
    if (!answered) {
      answered = true;
      malformed.run();
    }
  }

  @Override
  public void noRoom() {
    refused();
  }

  private boolean answer(Acknowledgement what) {
    if (answered) {
      return false;
    }
    answered = true;
    taken.accept(what);
    return true;
  }

  @Override
  public String toString() {
    return "Mail";
  }
}
