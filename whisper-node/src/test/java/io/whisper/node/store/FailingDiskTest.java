package io.whisper.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** A store whose disk refuses to write, and then does again. */
@EnabledOnOs(OS.LINUX)
class FailingDiskTest {
  @TempDir Path directory;

  @BeforeEach
  void needsPrlimit() throws InterruptedException {
    try {
      new ProcessBuilder("prlimit", "--version").start().waitFor();
    } catch (IOException e) {
      throw new TestAbortedException("skipped: there is no prlimit on this machine");
    }
  }

  @Test
  void whatCannotBeWrittenIsRefusedAndNothingElseDisturbed() throws Exception {
    try (StoreProcess store = new StoreProcess(PutOnRequest.class, directory.toString())) {
      for (int i = 0; i < 20; i++) {
        assertThat(store.ask("put")).isEqualTo("STORED");
      }
      store.limitFiles("100000:unlimited");
      assertThat(store.ask("put"))
          .startsWith("UNAVAILABLE envelope store " + directory + " cannot be written: ")
          .contains("File too large");
      assertThat(store.ask("read")).isEqualTo("20 of 20");
      assertThat(store.ask("put")).startsWith("UNAVAILABLE envelope store " + directory);

      store.limitFiles("unlimited:unlimited");
      assertThat(store.ask("put")).isEqualTo("STORED");
      assertThat(store.ask("read")).isEqualTo("21 of 21");
    }
  }
}
