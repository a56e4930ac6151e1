package io.whisper.rendezvous.reception;

import io.whisper.core.seal.Answer;
import io.whisper.core.seal.AnswerKey;
import io.whisper.core.seal.MessageId;
import io.whisper.rendezvous.introduction.AnswerStatus;
import io.whisper.rendezvous.introduction.IntroductionPoint;

/** The one answer to one introduction. Confined to the loop. */
public final class Answering implements Receipt {
  private static final byte[] NOTHING = {};

  private final IntroductionPoint point;
  private final long number;
  private final MessageId id;
  private final AnswerKey key;
  private boolean answered;

  Answering(IntroductionPoint point, long number, MessageId id, AnswerKey key) {
    this.point = point;
    this.number = number;
    this.id = id;
    this.key = key;
  }

  /** Whether the answer has left. */
  public boolean answered() {
    return answered;
  }

  @Override
  public void taken() {
    answer(AnswerStatus.TAKEN, NOTHING);
  }

  /**
   * The same with what the application replied, up to 1,024 bytes; false when it does not leave:
   * the answer has left already, or there is no circuit any more to leave on.
   */
  @Override
  public boolean replied(byte[] reply) {
    return answer(AnswerStatus.REPLIED, reply);
  }

  @Override
  public void refused() {
    answer(AnswerStatus.REFUSED, NOTHING);
  }

  @Override
  public void malformed() {
    refused();
  }

  @Override
  public void noRoom() {
    if (!answered) {
      answered = true;
      key.close();
    }
  }

  private boolean answer(AnswerStatus status, byte[] reply) {
    if (answered) {
      return false;
    }
    answered = true;
    if (point.closed()) {
      key.close();
      return false;
    }
    point.answer(number, key.seal(new Answer(status.code(), id, reply)));
    return true;
  }

  @Override
  public String toString() {
    return "Answering";
  }
}
