package io.whisper.onion.testkit;

import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;

/** A service in the place of another, to which goes on whatever it does not see to itself. */
public abstract class WrappedService implements RelayService {
  private final RelayService service;

  protected WrappedService(RelayService service) {
    this.service = service;
  }

  @Override
  public final int firstCommand() {
    return service.firstCommand();
  }

  @Override
  public final int lastCommand() {
    return service.lastCommand();
  }

  @Override
  public final int maximumLength() {
    return service.maximumLength();
  }

  @Override
  public void start(RelayContext context) {
    service.start(context);
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    service.onMessage(circuit, message);
  }

  @Override
  public void onSendable(ServedCircuit circuit) {
    service.onSendable(circuit);
  }

  @Override
  public void onClosed(ServedCircuit circuit) {
    service.onClosed(circuit);
  }
}
