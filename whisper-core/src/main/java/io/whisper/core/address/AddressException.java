package io.whisper.core.address;

/** A text that is no address; the message says what is wrong with it, without repeating it. */
public final class AddressException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  AddressException(String message) {
    super(message);
  }
}
