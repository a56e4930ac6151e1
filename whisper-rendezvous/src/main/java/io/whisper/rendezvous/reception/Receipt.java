package io.whisper.rendezvous.reception;

/** The one answer to what reached a recipient. Confined to the loop. */
public interface Receipt {
  /** Says that the application has it. */
  void taken();

  /**
   * The same with what the application replied; false when the reply does not leave with the
   * answer.
   */
  boolean replied(byte[] reply);

  /** Says that it is not taken. */
  void refused();

  /** It is not what it says that it is, and is never taken. */
  void malformed();

  /**
   * There is no room for it now, in memory or with the workers: says nothing, so that it may come
   * again in any way.
   */
  void noRoom();
}
