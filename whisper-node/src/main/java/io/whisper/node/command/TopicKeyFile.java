package io.whisper.node.command;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whisper.core.crypto.Sha256;
import io.whisper.core.envelope.Topic;
import io.whisper.core.state.FileTrouble;
import io.whisper.core.state.PrivateFiles;
import io.whisper.node.console.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The file in which those who share a topic hand each other its key: 32 bytes and 4 of their hash,
 * in base64 between two marks. Whoever has it reads and writes.
 */
final class TopicKeyFile {
  private static final String BEGIN = "-----BEGIN WHISPER TOPIC-----\nVersion: 1\n\n";
  private static final String END = "\n-----END WHISPER TOPIC-----\n";
  private static final byte[] LABEL = "whisper-1 topic key file".getBytes(US_ASCII);
  private static final int CHECK_SIZE = 4;
  private static final int KEY_LENGTH = 48;

  private TopicKeyFile() {}

  /** Puts a new random key into a new file that only its owner may read. */
  static void create(Path file, SecureRandom random) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw trouble(file, "exists already and is not overwritten", null);
    }
    byte[] key = new byte[Topic.SECRET_SIZE];
    random.nextBytes(key);
    byte[] text = encode(key);
    try {
      PrivateFiles.write(file, text);
    } catch (IOException e) {
      throw trouble(file, "cannot be written: " + FileTrouble.of(e), e);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(text, (byte) 0);
    }
  }

  /** The topic of the key in a file, which the caller closes. */
  static Topic load(Path file) {
    byte[] text;
    try {
      text = Files.readAllBytes(file);
    } catch (IOException e) {
      throw trouble(file, "cannot be read: " + FileTrouble.of(e), e);
    }
    byte[] key = key(text);
    byte[] again = encode(key);
    try {
      if (!MessageDigest.isEqual(again, text)) {
        throw trouble(file, "is not a whole key of version 1", null);
      }
      return Topic.ofKey(key);
    } finally {
      Arrays.fill(text, (byte) 0);
      Arrays.fill(key, (byte) 0);
      Arrays.fill(again, (byte) 0);
    }
  }

  private static byte[] encode(byte[] key) {
    byte[] both = Arrays.copyOf(key, key.length + CHECK_SIZE);
    System.arraycopy(Sha256.hash(LABEL, key), 0, both, key.length, CHECK_SIZE);
    byte[] text = (BEGIN + Base64.getEncoder().encodeToString(both) + END).getBytes(US_ASCII);
    Arrays.fill(both, (byte) 0);
    return text;
  }

  /** The key where it belongs in a text, or zeros where there is none. */
  private static byte[] key(byte[] text) {
    if (text.length != BEGIN.length() + KEY_LENGTH + END.length()) {
      return new byte[Topic.SECRET_SIZE];
    }
    byte[] encoded = Arrays.copyOfRange(text, BEGIN.length(), BEGIN.length() + KEY_LENGTH);
    try {
      return Arrays.copyOf(Base64.getDecoder().decode(encoded), Topic.SECRET_SIZE);
    } catch (IllegalArgumentException notBase64) {
      return new byte[Topic.SECRET_SIZE];
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static CommandException trouble(Path file, String reason, @Nullable IOException cause) {
    String line = "topic key file " + file + " " + reason;
    return cause == null ? new CommandException(line) : new CommandException(line, cause);
  }
}
