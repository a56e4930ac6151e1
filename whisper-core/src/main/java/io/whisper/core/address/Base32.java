package io.whisper.core.address;

/** Base32 (RFC 4648) in lower case, of whole groups of 5 bytes, so without padding. */
final class Base32 {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private Base32() {}

  /** The text of {@code bytes}, whose length is a multiple of 5. */
  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length / 5 * 8);
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8 | (b & 0xff)) & 0xffff;
      for (bits += 8; bits >= 5; bits -= 5) {
        text.append(ALPHABET.charAt(buffer >> (bits - 5) & 31));
      }
    }
    return text.toString();
  }

  /** The bytes of {@code text}, whose length is a multiple of 8, in either case. */
  static byte[] decode(String text) {
    byte[] bytes = new byte[text.length() / 8 * 5];
    int buffer = 0;
    int bits = 0;
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      buffer = (buffer << 5 | value(text, i)) & 0xffff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[size++] = (byte) (buffer >> bits);
      }
    }
    return bytes;
  }

  private static int value(String text, int index) {
    char c = text.charAt(index);
    int value = ALPHABET.indexOf(c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
    if (value < 0) {
      throw new AddressException(
          "address has '"
              + c
              + "' at position "
              + (index + 1)
              + " where only a-z and 2-7 may stand");
    }
    return value;
  }
}
