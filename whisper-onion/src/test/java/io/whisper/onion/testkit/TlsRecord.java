package io.whisper.onion.testkit;

/**
 * The outside of a TLS record: all that somebody on the wire sees of it.
 *
 * @param type its content type: 20 change cipher spec, 21 alert, 22 handshake, 23 application data
 *     and everything that TLS 1.3 encrypts
 * @param length the bytes behind its header of 5
 */
public record TlsRecord(int type, int length) {

  private static final int APPLICATION_DATA = 23;
  private static final int CELL_SIZE = 514;
  private static final int OVERHEAD = 17;

  /** The JDK's engine pads what it encrypts by 16 zeros, and nothing turns that off. */
  private static final int JDK_OVERHEAD = OVERHEAD + 16;

  private static final int MAX_CELLS = 31;
  private static final int ALERT = 2;
  private static final int HEADER = 5;

  /** The bytes of it with its header. */
  public int size() {
    return HEADER + length;
  }

  /** Whether the record is one of those that TLS 1.3 encrypts. */
  public boolean encrypted() {
    return type == APPLICATION_DATA;
  }

  /** How many cells an encrypted record of this size carries, 0 when it is no whole number. */
  public int cells() {
    return encrypted() ? cells(length - OVERHEAD) : 0;
  }

  /** The same for a record that the JDK's engine made. */
  public int cellsByJdk() {
    return encrypted() ? cells(length - JDK_OVERHEAD) : 0;
  }

  /** Whether it can be the alert that ends a connection. */
  public boolean closeAlert() {
    return encrypted() && length == ALERT + OVERHEAD;
  }

  /** The same for an alert that the JDK's engine made. */
  public boolean closeAlertByJdk() {
    return encrypted() && length == ALERT + JDK_OVERHEAD;
  }

  private static int cells(int plain) {
    return plain > 0 && plain % CELL_SIZE == 0 && plain <= MAX_CELLS * CELL_SIZE
        ? plain / CELL_SIZE
        : 0;
  }
}
