package io.whisper.onion.relay;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services of a relay by relay command. */
final class Services {

  private static final Logger log = LoggerFactory.getLogger(Services.class);
  private static final int COMMANDS = 256;

  private final @Nullable RelayService[] byCommand = new @Nullable RelayService[COMMANDS];
  private final int[] maximumLengths = new int[COMMANDS];
  private final IntUnaryOperator limits = this::maximumLength;
  private final List<RelayService> services;
  private final @Nullable PassingService passing;

  /**
   * Services with these ranges.
   *
   * @throws IllegalArgumentException when a range is empty, holds commands of the circuit itself,
   *     or overlaps another
   */
  Services(List<RelayService> services) {
    this.services = List.copyOf(services);
    for (int command = 0; command < COMMANDS; command++) {
      maximumLengths[command] = RelayCommand.limit(command);
    }
    this.services.forEach(this::register);
    this.passing =
        this.services.stream()
            .filter(PassingService.class::isInstance)
            .map(PassingService.class::cast)
            .findFirst()
            .orElse(null);
  }

  private void register(RelayService service) {
    int first = service.firstCommand();
    int last = service.lastCommand();
    int length = service.maximumLength();
    if (first < RelayCommand.DIRECTORY_FIRST || last < first || last >= COMMANDS) {
      throw new IllegalArgumentException(
          "commands " + first + " to " + last + ", expected a range within 16 to 255");
    }
    if (length < 0 || length > RelayMessage.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "maximum length " + length + ", expected 0 to " + RelayMessage.MAX_LENGTH);
    }
    for (int command = first; command <= last; command++) {
      if (byCommand[command] != null) {
        throw new IllegalArgumentException("two services for relay command " + command);
      }
      byCommand[command] = service;
      maximumLengths[command] = length;
    }
  }

  void start(RelayContext context) {
    services.forEach(service -> service.start(context));
  }

  /** The service that has a hand in what passes, or null. */
  @Nullable PassingService passing() {
    return passing;
  }

  /** The service for a command, or null. */
  @Nullable RelayService of(int command) {
    return byCommand[command];
  }

  private int maximumLength(int command) {
    return maximumLengths[command];
  }

  /** The most data that a message may carry, by its command. */
  IntUnaryOperator limits() {
    return limits;
  }

  /** Gives a service a message; one that fails costs the circuit and nothing else. */
  void deliver(RelayService service, ServedCircuit circuit, RelayMessage message) {
    try {
      service.onMessage(circuit, message);
    } catch (RuntimeException failure) {
      log.error("A service failed on relay command {}", message.command(), failure);
      circuit.destroy(DestroyReason.NONE);
    }
  }

  /** Tells a service that more may leave on a circuit of its. */
  void sendable(RelayService service, ServedCircuit circuit) {
    try {
      service.onSendable(circuit);
    } catch (RuntimeException failure) {
      log.error("A service failed on the credit of a circuit", failure);
      circuit.destroy(DestroyReason.NONE);
    }
  }

  /** Tells a service that a circuit of its is gone. */
  void closed(RelayService service, ServedCircuit circuit) {
    try {
      service.onClosed(circuit);
    } catch (RuntimeException failure) {
      log.error("A service failed on the end of a circuit", failure);
    }
  }
}
