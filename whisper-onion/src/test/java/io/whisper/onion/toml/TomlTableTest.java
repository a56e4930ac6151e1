package io.whisper.onion.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TomlTableTest {
  private enum Colour {
    DARK_RED,
    BLUE
  }

  private static TomlTable toml(String... lines) {
    return TomlTable.parse(String.join("\n", lines), "node.toml");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(TomlException.class);
  }

  @Test
  void valuesOfEveryTypeAreRead() {
    TomlTable table =
        toml(
            "name = 'alpha'",
            "port = 9001",
            "fast = true",
            "age = '10m'",
            "rate = '10 MiB'",
            "burst = 4096",
            "colour = 'dark-red'",
            "listen = ['127.0.0.1:9001', '[::1]:9002']",
            "[limits]",
            "links = 7",
            "[[authority]]",
            "name = 'a'",
            "[[authority]]",
            "name = 'b'");
    assertThat(table.required("name").string()).isEqualTo("alpha");
    assertThat(table.required("port").integer(1, 65_535)).isEqualTo(9001);
    assertThat(table.required("fast").bool()).isTrue();
    assertThat(table.required("age").duration(Duration.ofSeconds(1), Duration.ofDays(1)))
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(table.required("rate").bytes(0, Long.MAX_VALUE)).isEqualTo(10L << 20);
    assertThat(table.required("burst").bytes(0, 1 << 20)).isEqualTo(4096);
    assertThat(table.required("colour").oneOf(Colour.class)).isEqualTo(Colour.DARK_RED);
    assertThat(table.required("listen").list(1, 4))
        .extracting(element -> element.socketAddress().toString())
        .containsExactly("/127.0.0.1:9001", "/[0:0:0:0:0:0:0:1]:9002");
    assertThat(table.table("limits").required("links").integer(0, 10)).isEqualTo(7);
    assertThat(table.tables("authority"))
        .extracting(authority -> authority.required("name").string())
        .containsExactly("a", "b");
    assertThat(table.optional("absent")).isEmpty();
    assertThat(table.table("nothing").optional("absent")).isEmpty();
    assertThat(table.tables("none")).isEmpty();
    table.refuseUnknownKeys();
  }

  @Test
  void unknownKeyIsNamedWithFileLineAndNearestKey() {
    TomlTable table = toml("", "nickname = 'x'", "contcat = 'y'");
    table.optional("nickname");
    table.optional("contact");
    table.optional("family");
    assertRefused(table::refuseUnknownKeys)
        .hasMessage("node.toml:3: unknown key 'contcat'; did you mean 'contact'?");
  }

  @Test
  void unknownKeyInsideTablesIsFound() {
    TomlTable table = toml("[limits]", "links = 1", "lynx = 2");
    table.table("limits").optional("links");
    assertRefused(table::refuseUnknownKeys)
        .hasMessage("node.toml:3: unknown key 'lynx'; did you mean 'links'?");
    TomlTable list = toml("[[authority]]", "name = 'a'", "[[authority]]", "nam = 'b'");
    list.tables("authority").forEach(authority -> authority.optional("name"));
    assertRefused(list::refuseUnknownKeys)
        .hasMessage("node.toml:4: unknown key 'nam'; did you mean 'name'?");
  }

  @Test
  void misspeltRequiredKeyIsReportedAsUnknown() {
    TomlTable table = toml("listn = '127.0.0.1:1'");
    assertRefused(() -> table.required("listen"))
        .hasMessage("node.toml:1: unknown key 'listn'; did you mean 'listen'?");
  }

  @Test
  void missingKeyIsNamed() {
    assertRefused(() -> toml("other = 1").required("listen"))
        .hasMessage("node.toml:1: the key 'listen' is missing");
    assertRefused(() -> toml("", "[[authority]]").tables("authority").get(0).required("name"))
        .hasMessage("node.toml:2: the key 'name' is missing");
  }

  @Test
  void wrongTypesAndRangesNameTheValueAndWhatIsAccepted() {
    TomlTable table =
        toml(
            "port = 70000",
            "name = 5",
            "fast = 'yes'",
            "age = '3w'",
            "rate = '10 Mb'",
            "colour = 'green'",
            "listen = ['localhost:80']",
            "limits = 3");
    assertRefused(() -> table.required("port").integer(1, 65_535))
        .hasMessage(
            "node.toml:1: the key 'port' is 70000; accepted is a whole number from 1 to 65535");
    assertRefused(() -> table.required("name").string())
        .hasMessage("node.toml:2: the key 'name' is 5; accepted is a string");
    assertRefused(() -> table.required("fast").bool())
        .hasMessage("node.toml:3: the key 'fast' is \"yes\"; accepted is true or false");
    assertRefused(() -> table.required("age").duration(Duration.ZERO, Duration.ofDays(1)))
        .hasMessageContaining("node.toml:4: the key 'age' is \"3w\"")
        .hasMessageContaining("from 0s to 86400s");
    assertRefused(() -> table.required("rate").bytes(0, 10)).hasMessageContaining("\"10 Mb\"");
    assertRefused(() -> table.required("colour").oneOf(Colour.class))
        .hasMessageContaining("accepted is one of \"dark-red\", \"blue\"");
    assertRefused(() -> table.required("listen").list().get(0).socketAddress())
        .hasMessageContaining("node.toml:7: the key 'listen' is \"localhost:80\"");
    assertRefused(() -> table.required("listen").list(2, 3))
        .hasMessageContaining("an array of 1; accepted is an array of 2 to 3 elements");
    assertRefused(() -> table.table("limits")).hasMessageContaining("accepted is a table [limits]");
    assertRefused(() -> table.tables("limits"))
        .hasMessageContaining("accepted is tables [[limits]]");
    assertRefused(() -> table.required("port").list()).hasMessageContaining("an array");
  }

  @Test
  void addressesThatAreNone() {
    for (String text :
        new String[] {
          "999.1.1.1:1", "1.2.3:1", "1.2.3.4", "1.2.3.4:65536", "[::1]", "[:::]:1", "::1:80", ""
        }) {
      TomlTable table = toml("listen = '" + text + "'");
      assertRefused(() -> table.required("listen").socketAddress()).hasMessageContaining("listen");
    }
  }

  @Test
  void brokenSyntaxNamesFileAndLine() {
    assertRefused(() -> toml("a = 1", "b = ")).hasMessageStartingWith("node.toml:2: ");
    assertRefused(() -> toml("a = 1", "a = 2")).hasMessageStartingWith("node.toml:2: ");
  }

  @Test
  void refusalsAreOneLine() {
    TomlTable table = toml("name = \"a\\nb\"");
    assertRefused(() -> table.required("name").integer(0, 1))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void filesThatCannotBeReadAreNamed(@TempDir Path folder) throws IOException {
    Path absent = folder.resolve("absent.toml");
    assertRefused(() -> TomlTable.read(absent)).hasMessage(absent + ": there is no such file");
    Path binary = Files.write(folder.resolve("binary.toml"), new byte[] {(byte) 0xff, 0});
    assertRefused(() -> TomlTable.read(binary)).hasMessage(binary + ": the file is not UTF-8 text");
  }

  @Test
  void pathsAreRelativeToTheFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("relay.toml"), "state = 'here'\nkeys = '/k'");
    TomlTable table = TomlTable.read(file);
    assertThat(table.required("state").path()).isEqualTo(folder.resolve("here"));
    assertThat(table.required("keys").path()).isEqualTo(Path.of("/k"));
  }

  @Test
  void editsCountSwapsAsOne() {
    assertThat(NearestKey.edits("abc", "abc")).isZero();
    assertThat(NearestKey.edits("abc", "acb")).isOne();
    assertThat(NearestKey.edits("", "abc")).isEqualTo(3);
    assertThat(NearestKey.edits("kitten", "sitting")).isEqualTo(3);
  }
}
