package io.whisper.node.control;

import io.whisper.node.console.CommandException;
import io.whisper.node.console.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The secret that whoever asks a node's control surface must know: 32 random bytes in hex, made
 * anew at each start and kept in a file of mode 0600.
 */
final class ControlToken {
  private static final int SIZE = 32;
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{" + 2 * SIZE + "}");

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
      throw new CommandException(
          "cannot write the control token file " + file + ": " + Reason.of(e), e);
    }
    return new ControlToken(text);
  }

  /** Reads the token that a node left in the file. */
  static ControlToken read(Path file) {
    String text;
    try {
      text = Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      throw new CommandException(
          "there is no control token file "
              + file
              + ": is a node with this control address running, as this user?",
          e);
    } catch (IOException e) {
      throw new CommandException(
          "cannot read the control token file " + file + ": " + Reason.of(e), e);
    }
    if (!FORM.matcher(text).matches()) {
      throw new CommandException(file + " holds no control token");
    }
    return new ControlToken(text);
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
