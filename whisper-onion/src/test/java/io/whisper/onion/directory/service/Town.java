package io.whisper.onion.directory.service;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.onion.relay.ServedCircuit;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Directory servers and whoever asks them, in memory and in virtual time. */
public final class Town implements DirectoryConnector {
  private static final Duration DELAY = Duration.ofMillis(5);

  private final VirtualTime time = new VirtualTime();
  private final SeededRandom random;
  private final Map<LinkTarget, DirectoryService> servers = new HashMap<>();
  private final Set<Bytes32> frozen = new HashSet<>();
  private final List<Fake> circuits = new ArrayList<>();
  private int direct;
  private int guarded;

  /** An empty town. */
  public Town(long seed) {
    this.random = new SeededRandom(seed);
  }

  /** The town's time. */
  public VirtualTime time() {
    return time;
  }

  /** The town's randomness. */
  public SeededRandom random() {
    return random;
  }

  /** Lets {@code service} be reached at {@code target}, by exactly its keys and addresses. */
  public void open(LinkTarget target, DirectoryService service) {
    for (var address : target.addresses()) {
      servers.put(at(target, List.of(address)), service);
    }
  }

  private static LinkTarget at(LinkTarget target, List<InetSocketAddress> addresses) {
    return new LinkTarget(
        target.identity(), target.onionKey(), target.certificateHash(), addresses);
  }

  /** Kills the server with that identity: its circuits end, and it cannot be reached. */
  public void kill(Bytes32 identity) {
    servers.keySet().removeIf(target -> target.identity().equals(identity));
    circuits.stream()
        .filter(circuit -> circuit.server.equals(identity))
        .forEach(circuit -> circuit.destroy(DestroyReason.CLOSED));
  }

  /** Lets the server with that identity take what it is sent and answer nothing. */
  public void freeze(Bytes32 identity) {
    frozen.add(identity);
  }

  /** How many ways were opened straight to a server. */
  public int direct() {
    return direct;
  }

  /** How many ways were opened over a guard. */
  public int guarded() {
    return guarded;
  }

  /** What a role in this town runs with. */
  public RoleLoop context() {
    return new RoleLoop() {
      @Override
      public TimeSource time() {
        return time;
      }

      @Override
      public SecureRandom random() {
        return random;
      }

      @Override
      public <T> CompletableFuture<T> compute(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(
            () -> {
              try {
                result.complete(work.get());
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
        return result;
      }

      @Override
      public void execute(Runnable task) {
        time.after(Duration.ZERO, task);
      }
    };
  }

  @Override
  public CompletableFuture<DirectoryConversation> direct(LinkTarget target) {
    direct++;
    return connect(target);
  }

  @Override
  public CompletableFuture<DirectoryConversation> guarded(RelayEntry relay) {
    guarded++;
    return connect(relay.target());
  }

  private CompletableFuture<DirectoryConversation> connect(LinkTarget target) {
    CompletableFuture<DirectoryConversation> opening = new CompletableFuture<>();
    time.after(
        DELAY,
        () -> {
          DirectoryService service =
              target.addresses().stream()
                  .map(address -> servers.get(at(target, List.of(address))))
                  .filter(found -> found != null)
                  .findFirst()
                  .orElse(null);
          if (service == null) {
            opening.completeExceptionally(new DirectoryException("nobody is there"));
          } else {
            opening.complete(new Fake(target.identity(), service).conversation);
          }
        });
    return opening;
  }

  /** A circuit whose two ends are both here. */
  private final class Fake implements ServedCircuit {
    final Bytes32 server;
    final DirectoryConversation conversation;
    private @Nullable Object attachment;
    private boolean closed;

    Fake(Bytes32 server, DirectoryService service) {
      this.server = server;
      this.conversation =
          new DirectoryConversation(
              time, request -> carry(service, request), () -> this.closed = true);
      circuits.add(this);
    }

    private void carry(DirectoryService service, byte[] request) {
      time.after(
          DELAY,
          () -> {
            if (!closed && !frozen.contains(server)) {
              service.onMessage(this, new RelayMessage(DirectoryService.REQUEST, request));
            }
          });
    }

    @Override
    public void send(int command, byte[] data) {
      time.after(
          DELAY,
          () -> {
            if (!closed) {
              conversation.onResponse(data);
            }
          });
    }

    @Override
    public byte[] binding() {
      return new byte[Bytes32.SIZE];
    }

    @Override
    public void splice(ServedCircuit other) {
      throw new UnsupportedOperationException("a directory server splices nothing");
    }

    @Override
    public void destroy(DestroyReason reason) {
      if (!closed) {
        conversation.end("destroyed: " + reason);
      }
    }

    @Override
    public boolean spliced() {
      return false;
    }

    @Override
    public boolean closed() {
      return closed;
    }

    @Override
    public @Nullable Object attachment() {
      return attachment;
    }

    @Override
    public void attach(@Nullable Object newAttachment) {
      this.attachment = newAttachment;
    }

    @Override
    public Object linkKey() {
      return this;
    }

    @Override
    public int sendable() {
      return 256;
    }
  }
}
