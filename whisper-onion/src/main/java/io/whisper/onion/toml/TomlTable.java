package io.whisper.onion.toml;

import io.whisper.core.state.FileTrouble;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;

/**
 * One table of a TOML file that remembers which keys it was asked for, so that {@link
 * #refuseUnknownKeys()} can refuse all others.
 *
 * <p>A reader asks for every key it knows, whether present or not, and calls {@link
 * #refuseUnknownKeys()} on the outermost table last. Every refusal is a {@link TomlException}. Not
 * thread-safe.
 */
public final class TomlTable {
  private final org.tomlj.TomlTable table;
  private final String file;
  private final @Nullable Path folder;
  private final int line;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<TomlTable> children = new ArrayList<>();

  private TomlTable(org.tomlj.TomlTable table, String file, @Nullable Path folder, int line) {
    this.table = table;
    this.file = file;
    this.folder = folder;
    this.line = line;
  }

  /** Reads {@code file}; paths in it are taken relative to the folder it lies in. */
  public static TomlTable read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw TomlException.ofFile(file.toString(), "there is no such file");
    } catch (CharacterCodingException e) {
      throw TomlException.ofFile(file.toString(), "the file is not UTF-8 text");
    } catch (IOException e) {
      throw TomlException.ofFile(file.toString(), "the file cannot be read: " + FileTrouble.of(e));
    }
    return parse(text, file.toString(), file.toAbsolutePath().getParent());
  }

  /** Parses {@code text}; {@code name} stands for the file in messages. */
  public static TomlTable parse(String text, String name) {
    return parse(text, name, null);
  }

  private static TomlTable parse(String text, String name, @Nullable Path folder) {
    TomlParseResult result = Toml.parse(text);
    if (result.hasErrors()) {
      var first = result.errors().get(0);
      String problem = String.valueOf(first.getMessage()).lines().findFirst().orElse("not TOML");
      throw TomlException.ofLine(name, first.position().line(), problem);
    }
    return new TomlTable(result, name, folder, 1);
  }

  /** The value of {@code key}, which must be there. */
  public TomlValue required(String key) {
    return optional(key).orElseThrow(() -> missing(key));
  }

  /** The value of {@code key}, if it is there. */
  public Optional<TomlValue> optional(String key) {
    known.add(key);
    Object value = table.get(List.of(key));
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(new TomlValue(value, key, file, folder, lineOf(key)));
  }

  /** The table {@code [key]}; an empty one when it is not there. */
  public TomlTable table(String key) {
    known.add(key);
    Object value = table.get(List.of(key));
    if (value == null) {
      return child(Toml.parse(""), line);
    }
    if (value instanceof org.tomlj.TomlTable inner) {
      return child(inner, lineOf(key));
    }
    throw new TomlValue(value, key, file, folder, lineOf(key)).refused("a table [" + key + "]");
  }

  /** The tables {@code [[key]]} in their order; none when there is none. */
  public List<TomlTable> tables(String key) {
    known.add(key);
    Object value = table.get(List.of(key));
    if (value == null) {
      return List.of();
    }
    TomlValue described = new TomlValue(value, key, file, folder, lineOf(key));
    if (!(value instanceof TomlArray array)) {
      throw described.refused("tables [[" + key + "]]");
    }
    List<TomlTable> tables = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof org.tomlj.TomlTable inner)) {
        throw described.refused("tables [[" + key + "]]");
      }
      tables.add(child(inner, array.inputPositionOf(i).line()));
    }
    return tables;
  }

  /** Refuses the first key, here or in a table handed out from here, that nobody asked for. */
  public void refuseUnknownKeys() {
    for (String key : table.keySet()) {
      if (!known.contains(key)) {
        throw unknown(key);
      }
    }
    children.forEach(TomlTable::refuseUnknownKeys);
  }

  /** The exception that refuses this table as a whole, naming file and line. */
  public TomlException refused(String problem) {
    return TomlException.ofLine(file, line, problem);
  }

  private TomlTable child(org.tomlj.TomlTable inner, int at) {
    TomlTable child = new TomlTable(inner, file, folder, at);
    children.add(child);
    return child;
  }

  private TomlException missing(String key) {
    // A required key that is misspelt is reported as what it is: an unknown key.
    for (String present : table.keySet()) {
      if (!known.contains(present) && NearestKey.isSlip(present, key)) {
        return unknown(present);
      }
    }
    return refused("the key '" + key + "' is missing");
  }

  private TomlException unknown(String key) {
    String hint =
        NearestKey.of(key, known).map(nearest -> "; did you mean '" + nearest + "'?").orElse("");
    return TomlException.ofLine(file, lineOf(key), "unknown key '" + key + "'" + hint);
  }

  private int lineOf(String key) {
    var position = table.inputPositionOf(List.of(key));
    return position == null ? line : position.line();
  }
}
