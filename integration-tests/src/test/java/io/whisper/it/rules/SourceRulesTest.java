package io.whisper.it.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceRulesTest {
  private static final Path ROOT = root();
  private static final Path SELF = Path.of("SourceRulesTest.java");
  private static final List<Path> SOURCES = sources();

  @Test
  void everyModuleIsSeen() {
    assertThat(SOURCES.stream().map(source -> source.getName(0).toString()))
        .contains("whisper-core", "whisper-onion", "whisper-rendezvous", "whisper-node");
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    assertThat(SOURCES.stream().map(Path::getParent).distinct())
        .filteredOn(directory -> !directory.endsWith(Path.of("java")))
        .filteredOn(directory -> !described(directory) && !described(mainTwin(directory)))
        .isEmpty();
  }

  @Test
  void noSourceIsLongerThan500Lines() {
    assertThat(SOURCES).filteredOn(source -> read(source).lines().count() > 500).isEmpty();
  }

  @Test
  void noTestSleepsOrIsSwitchedOffOrRetried() {
    assertThat(SOURCES)
        .filteredOn(source -> source.toString().contains("/src/test/"))
        .filteredOn(contains("Thread\\.sleep|@Disabled|@RepeatedIfExceptions|assertTimeout"))
        .isEmpty();
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(SOURCES).filteredOn(contains("\\b(TODO|FIXME|XXX)\\b")).isEmpty();
  }

  private static Predicate<Path> contains(String expression) {
    Predicate<String> found = Pattern.compile(expression).asPredicate();
    return source -> !source.endsWith(SELF) && found.test(read(source));
  }

  private static boolean described(Path directory) {
    Path description = directory.resolve("package-info.java");
    return SOURCES.contains(description) && read(description).contains("@NullMarked");
  }

  private static Path mainTwin(Path directory) {
    return Path.of(directory.toString().replace("/src/test/", "/src/main/"));
  }

  private static String read(Path source) {
    try {
      return Files.readString(ROOT.resolve(source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sources() {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .flatMap(module -> Stream.of("src/main/java", "src/test/java").map(module::resolve))
          .filter(Files::isDirectory)
          .flatMap(directory -> sourcesUnder(directory).stream())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sourcesUnder(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).map(ROOT::relativize).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory of the repository: the nearest one upwards that has the launcher script. */
  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(directory.resolve("whisper"))) {
      directory = Objects.requireNonNull(directory.getParent(), "not inside the repository");
    }
    return directory;
  }
}
