package io.whisper.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.envelope.Topic;
import io.whisper.node.console.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicKeyFileTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void create() {
    file = directory.resolve("topic");
    TopicKeyFile.create(file, new SecureRandom());
  }

  @Test
  void oneKeyIsOneTopicAndAnotherKeyAnother() {
    Path other = directory.resolve("other");
    TopicKeyFile.create(other, new SecureRandom());
    try (Topic topic = TopicKeyFile.load(file)) {
      assertThat(TopicKeyFile.load(file)).isEqualTo(topic);
      assertThat(TopicKeyFile.load(other)).isNotEqualTo(topic);
    }
  }

  @Test
  void onlyItsOwnerReadsItAndNothingIsOverwritten() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> TopicKeyFile.create(file, new SecureRandom()))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("is not overwritten");
  }

  @Test
  void noDamageGoesUnnoticed() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      assertRefused(damaged);
    }
    assertRefused(new byte[0]);
    assertRefused(Arrays.copyOf(whole, whole.length - 1));
    assertRefused(Arrays.copyOf(whole, whole.length + 1));
  }

  private void assertRefused(byte[] contents) throws IOException {
    Files.write(file, contents);
    assertThatThrownBy(() -> TopicKeyFile.load(file))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("is not a whole key");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> TopicKeyFile.load(directory.resolve("none")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("none cannot be read: there is no such file");
  }
}
