package io.whisper.core.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The bound of a wait in a test that says none of its own: a minute, which only a hang reaches.
 * JUnit finds it by itself in every module, so that no test depends on the speed of a machine.
 */
public final class Patience implements BeforeAllCallback {
  /** How long a test waits for a condition. */
  public static final Duration DEFAULT = Duration.ofMinutes(1);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(DEFAULT);
  }
}
