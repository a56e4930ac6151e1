package io.whisper.core.state;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a file could not be read or written, in words for a person. */
public final class FileTrouble {
  private static final Pattern REASON_BEHIND_PATH = Pattern.compile("\\((.+)\\)$");

  private FileTrouble() {}

  /** The reason without the file's name, which whoever reports it has said already. */
  public static String of(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "there is a file of that name";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NotDirectoryException) {
      return "it is not a directory";
    }
    if (failure instanceof CharacterCodingException) {
      return "it is not text in UTF-8";
    }
    @Nullable String reason =
        failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
    if (reason == null) {
      return "input or output failed";
    }
    if (failure instanceof FileNotFoundException) {
      Matcher behind = REASON_BEHIND_PATH.matcher(reason);
      return behind.find() ? behind.group(1) : reason;
    }
    return reason;
  }
}
