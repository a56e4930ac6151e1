package io.whisper.onion.cell;

/**
 * The commands of relay messages, one byte each: those of the circuit itself, and the ranges that
 * services of a relay own (docs/protocol.md, section 4.3).
 */
public final class RelayCommand {

  /** Asks the last relay to extend the circuit; see {@link Extend}. */
  public static final int EXTEND = 1;

  /** The circuit is one hop longer; see {@link Extended}. */
  public static final int EXTENDED = 2;

  /** Allows 32 further cells; see {@link Credit}. */
  public static final int CREDIT = 3;

  /** The extension failed; the data is a {@link DestroyReason}. */
  public static final int TRUNCATED = 4;

  /** Cover: ignored, but counted like any message. */
  public static final int DROP = 5;

  /** First command of the directory service. */
  public static final int DIRECTORY_FIRST = 16;

  /** Last command of the directory service. */
  public static final int DIRECTORY_LAST = 31;

  /** First command of the introduction service. */
  public static final int INTRODUCTION_FIRST = 32;

  /** Last command of the introduction service. */
  public static final int INTRODUCTION_LAST = 47;

  /** First command of the rendezvous service. */
  public static final int RENDEZVOUS_FIRST = 48;

  /** Last command of the rendezvous service. */
  public static final int RENDEZVOUS_LAST = 63;

  /** First command of the store service. */
  public static final int STORE_FIRST = 64;

  /** Last command of the store service. */
  public static final int STORE_LAST = 95;

  /** First command of the services that only tests register. */
  public static final int TEST_FIRST = 240;

  /** Last command of the services that only tests register. */
  public static final int TEST_LAST = 255;

  /** The longest message of most commands, in bytes of data. */
  public static final int DEFAULT_LIMIT = 4096;

  /** The longest message of the store service, in bytes of data. */
  public static final int STORE_LIMIT = 32_768;

  private RelayCommand() {}

  /** The longest data in bytes that a receiver takes for a command, whichever service owns it. */
  public static int limit(int command) {
    if (command >= DIRECTORY_FIRST && command <= DIRECTORY_LAST) {
      return RelayMessage.MAX_LENGTH;
    }
    return command >= STORE_FIRST && command <= STORE_LAST ? STORE_LIMIT : DEFAULT_LIMIT;
  }
}
