package io.whisper.onion.link;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorPool;
import io.whisper.onion.reactor.ReactorPoolOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Links under load that end at every moment that there is: while they are made, while cells wait,
 * while a cell is being heard, and with their loops. None ends because of a mistake of ours.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Some dials are called off.
class LinkStressTest {
  private static final int LINKS = Integer.getInteger("whisper.stress", 150);
  private static final int BURST = 400;

  private final PrintStream usual = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final SeededRandom random = new SeededRandom(61);
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger heard = new AtomicInteger();

  @BeforeEach
  void watchTheLog() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void leaveTheLog() {
    System.setErr(usual);
  }

  @Test
  void noLinkEndsBecauseOfAMistake() throws Exception {
    LinkCertificate theirs = LinkCertificate.generate(new SecureRandom());
    try (ReactorPool pool =
        ReactorPool.create(ReactorPoolOptions.defaults().withLoops(2).withWorkers(1))) {
      for (int round = 0; round < 3; round++) {
        Reactor here = pool.reactor();
        Reactor there = pool.reactor();
        LinkServer server =
            LinkServer.bind(
                    there,
                    TlsContext.relay(),
                    theirs,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    link -> new Restless(link, new SeededRandom(random.nextInt())),
                    LinkLimits.defaults())
                .get(30, SECONDS);
        LinkDialer dialer = new LinkDialer(here, TlsContext.relay(), null);
        List<CompletableFuture<Link>> dials = new ArrayList<>();
        for (int i = 0; i < LINKS / 3; i++) {
          Caller caller = new Caller(new SeededRandom(random.nextInt()));
          CompletableFuture<Link> dial =
              dialer.dial(List.of(server.address()), theirs.hash(), caller);
          dial.thenAccept(caller::begin);
          dials.add(dial);
          if (random.nextInt(4) == 0) {
            CompletableFuture<Link> early = dials.get(random.nextInt(dials.size()));
            early.cancel(false);
          }
        }
        int before = heard.get();
        await().until(() -> dials.stream().allMatch(CompletableFuture::isDone));
        await().until(() -> heard.get() > before);
        // What is left ends with the one side or with the other.
        (round == 1 ? there : here).close();
        await().until(() -> open.get() == 0);
        dialer.close();
        server.close();
        here.close();
        there.close();
      }
    }
    assertThat(heard).hasPositiveValue();
    assertThat(log.toString(StandardCharsets.UTF_8))
        .doesNotContain("error of ours")
        .doesNotContain("Exception");
  }

  /** Answers cells, and closes the link now and then, in whatever it is doing. */
  private class Restless implements LinkListener {
    private final SeededRandom chance;
    private boolean began;

    Restless(Link link, SeededRandom chance) {
      this.chance = chance;
      start(link);
    }

    Restless(SeededRandom chance) {
      this.chance = chance;
    }

    final void start(Link link) {
      if (!began && !link.closed()) {
        began = true;
        open.incrementAndGet();
        burst(link);
      }
    }

    private void burst(Link link) {
      for (int i = chance.nextInt(BURST); i > 0; i--) {
        boolean sent = link.send(LinkWorld.cell(1 + i % 7, CellCommand.RELAY, i));
        if (!sent && link.closed()) {
          return;
        }
      }
      if (chance.nextInt(8) == 0) {
        link.close();
      }
    }

    @Override
    public void onCell(Link link, byte[] cell) {
      heard.incrementAndGet();
      int what = chance.nextInt(600);
      if (what == 0) {
        link.close();
        link.close();
      } else if (what < 300) {
        link.send(LinkWorld.cell(1, CellCommand.RELAY, what));
      } else if (what == 599) {
        link.reading(false);
        link.reading(true);
      }
    }

    @Override
    public void onDrained(Link link) {
      if (chance.nextInt(3) == 0) {
        link.close();
      } else {
        burst(link);
      }
    }

    @Override
    public void onClosed(Link link) {
      if (began) {
        open.decrementAndGet();
      }
    }
  }

  /** The same at the end that dialled. */
  private final class Caller extends Restless {
    Caller(SeededRandom chance) {
      super(chance);
    }

    void begin(Link link) {
      start(link);
    }
  }
}
