package io.whisper.node.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.whisper.core.state.PrivateFiles;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The two streams that a command writes to: its steps on standard output, one a line, and its
 * errors on standard error.
 *
 * <p>With {@code --json} a step is one JSON object with {@code step}, {@code ok}, {@code ms} and
 * the step's own fields, and nothing else goes to standard output. Safe for use by several threads.
 */
public final class Console {
  /** Whatever a stranger wrote, a line of JSON is safe on a terminal: it is all ASCII. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;

  /** A console on the two streams, in text or in JSON. */
  public Console(PrintStream out, PrintStream err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /**
   * A console that appends its steps to a file, which is made with mode 0600 when it is missing,
   * and writes its errors where this one does.
   *
   * @throws CommandException when the file cannot be written
   */
  public Console appendingTo(Path file) {
    try {
      PrivateFiles.createIfMissing(file);
      return new Console(
          new PrintStream(new FileOutputStream(file.toFile(), true), false, UTF_8), err, json);
    } catch (IOException e) {
      throw new CommandException(file + " cannot be written: " + Reason.of(e), e);
    }
  }

  /**
   * Writes one step as one line and flushes it.
   *
   * @throws CommandException when nobody takes the line: a step that is not seen did not happen
   */
  public synchronized void step(Step step) {
    out.println(json ? asJson(step) : asText(step));
    if (out.checkError()) {
      throw new CommandException("the output cannot be written");
    }
  }

  /** Writes a line of progress for a person; nothing with {@code --json}. */
  public synchronized void progress(String line) {
    if (!json) {
      err.println(line);
      err.flush();
    }
  }

  private static String asText(Step step) {
    return step.ok() ? step.text() : step.name().toUpperCase(Locale.ROOT) + ": " + step.text();
  }

  private static String asJson(Step step) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step.name());
    line.putAll(step.fields());
    line.put("ok", step.ok());
    line.put("ms", step.millis());
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("fields of step " + step.name() + " are not JSON", e);
    }
  }
}
