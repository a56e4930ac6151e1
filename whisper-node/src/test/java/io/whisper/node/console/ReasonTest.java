package io.whisper.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

final class ReasonTest {
  @Test
  void wrappingsOfExecutorsAreTakenOff() {
    Throwable failure = new IllegalStateException("the disk is full");
    assertThat(Reason.of(new CompletionException(new ExecutionException(failure))))
        .isEqualTo("the disk is full");
  }

  @Test
  void filesAreReportedInWords() {
    assertThat(Reason.of(new UncheckedIOException(new NoSuchFileException("x"))))
        .isEqualTo("there is no such file or directory");
    assertThat(Reason.of(new IOException("Broken pipe"))).isEqualTo("Broken pipe");
  }
}
