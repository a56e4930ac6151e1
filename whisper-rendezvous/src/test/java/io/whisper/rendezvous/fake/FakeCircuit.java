package io.whisper.rendezvous.fake;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A circuit that notes what was done with it. */
public final class FakeCircuit implements ServedCircuit {
  private final RelayService service;
  private final Object link;
  private final byte[] binding;
  private final Queue<RelayMessage> sent = new ArrayDeque<>();
  private int sendable = 256;
  private boolean once;
  private Consumer<RelayMessage> hears = sent::add;
  private Consumer<DestroyReason> sees = reason -> {};
  private @Nullable Object attachment;
  private @Nullable FakeCircuit partner;
  private @Nullable DestroyReason end;

  FakeCircuit(RelayService service, Object link, byte[] binding) {
    this.service = service;
    this.link = link;
    this.binding = binding;
  }

  /** Gives what is sent to this client, and tells it of the end. */
  public void client(Consumer<RelayMessage> messages, Consumer<DestroyReason> ends) {
    hears = messages;
    sees = ends;
  }

  /** Lets the client send a message. */
  public void receive(int command, byte[] data) {
    service.onMessage(this, new RelayMessage(command, data));
  }

  /** The next message that was sent to the client, or null. */
  public @Nullable RelayMessage next() {
    return sent.poll();
  }

  /** The next message that was sent to the client, which must be there. */
  public RelayMessage take() {
    RelayMessage next = sent.poll();
    if (next == null) {
      throw new AssertionError("nothing was sent");
    }
    return next;
  }

  /** Sets how many cells may leave, and tells the service when there are any. */
  public void sendable(int cells) {
    sendable = cells;
    if (cells > 0) {
      service.onSendable(this);
    }
  }

  /** Lets one message or the messages of one document leave. */
  public void sendableOnce() {
    once = true;
    sendable(1);
    once = false;
    sendable = 0;
  }

  /** Why the circuit was destroyed, or null. */
  public @Nullable DestroyReason end() {
    return end;
  }

  /** The circuit that this one is spliced to, or null. */
  public @Nullable FakeCircuit partner() {
    return partner;
  }

  @Override
  public void send(int command, byte[] data) {
    if (end == null) {
      hears.accept(new RelayMessage(command, data));
      if (once) {
        sendable = 0;
      }
    }
  }

  @Override
  public byte[] binding() {
    return binding.clone();
  }

  @Override
  public void splice(ServedCircuit other) {
    partner = (FakeCircuit) other;
    partner.partner = this;
  }

  @Override
  public void destroy(DestroyReason reason) {
    if (end == null) {
      end = reason;
      service.onClosed(this);
      sees.accept(reason);
    }
  }

  @Override
  public boolean spliced() {
    return partner != null;
  }

  @Override
  public boolean closed() {
    return end != null;
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(@Nullable Object value) {
    attachment = value;
  }

  @Override
  public Object linkKey() {
    return link;
  }

  @Override
  public int sendable() {
    return sendable;
  }
}
