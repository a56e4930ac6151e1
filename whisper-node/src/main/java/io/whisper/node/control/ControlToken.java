package io.whisper.node.control;

import io.whisper.node.console.CommandException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secret that whoever asks a node's control surface must know: 32 random bytes in hex, made
 * anew at each start and kept in a file of mode 0600.
 */
final class ControlToken {
  private static final int SIZE = 32;

  private final byte[] text;

  private ControlToken(String text) {
    this.text = text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Makes a token and writes it to the file, replacing an earlier one. */
  static ControlToken create(Path file, SecureRandom random) {
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    String text = HexFormat.of().formatHex(bytes);
    try {
      Path directory = file.toAbsolutePath().getParent();
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path fresh =
          Files.createTempFile(
              directory,
              ".token",
              null,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, text + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandException("cannot write the control token file " + file + ": " + e, e);
    }
    return new ControlToken(text);
  }

  /** Reads the token that a node left in the file. */
  static ControlToken read(Path file) {
    try {
      return new ControlToken(Files.readString(file).strip());
    } catch (IOException e) {
      throw new CommandException(
          "cannot read the control token file "
              + file
              + ": is a node with this control address running, as this user?",
          e);
    }
  }

  /**
   * Whether an Authorization header carries this token; takes the same time wherever it differs.
   */
  boolean authorizes(String header) {
    return MessageDigest.isEqual(
        header.getBytes(StandardCharsets.US_ASCII),
        authorization().getBytes(StandardCharsets.US_ASCII));
  }

  /** The value of the Authorization header. */
  String authorization() {
    return "Bearer " + new String(text, StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "ControlToken";
  }
}
