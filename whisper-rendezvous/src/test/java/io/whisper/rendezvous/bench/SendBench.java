package io.whisper.rendezvous.bench;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.rendezvous.Delivery;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.SendOptions;
import io.whisper.rendezvous.Town;
import io.whisper.rendezvous.Whisper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Prints how long 256 bytes to 20 recipients at once take until each of them said that it has them,
 * and until the last one did: to addresses that the sender looks up first, and to addresses whose
 * presences it has. Eight relays, the sender and the recipients, each with guards and circuits of
 * its own, share this process; sends follow one another when all are delivered.
 */
public final class SendBench {
  private static final int RELAYS = 8;
  private static final int RECIPIENTS = 20;
  private static final int PAYLOAD = 256;
  private static final int WARM_UP = 10;
  private static final int ROUNDS = 50;

  private SendBench() {}

  /** Runs everything; takes no arguments. */
  public static void main(String[] arguments) {
    try (Town town = Town.of(RELAYS)) {
      List<Address> recipients = new ArrayList<>();
      for (int i = 0; i < RECIPIENTS; i++) {
        Endpoint recipient = town.whisper().endpoint(Identity.ephemeral());
        recipient.onMessage(message -> {});
        await(recipient.published());
        recipients.add(recipient.address());
      }
      Whisper place = town.whisper();
      // What an identity looked up no other one knows.
      measure("20 recipients looked up first", place, recipients, false);
      measure("20 recipients that are known", place, recipients, true);
    }
  }

  private static void measure(String what, Whisper place, List<Address> to, boolean known) {
    double[] each = new double[ROUNDS * RECIPIENTS];
    double[] last = new double[ROUNDS];
    Endpoint sender = place.endpoint(Identity.ephemeral());
    for (int i = -WARM_UP; i < ROUNDS; i++) {
      if (!known) {
        sender.close();
        sender = place.endpoint(Identity.ephemeral());
      }
      double[] millis = send(sender, to);
      if (i >= 0) {
        System.arraycopy(millis, 0, each, i * RECIPIENTS, RECIPIENTS);
        last[i] = Arrays.stream(millis).max().orElseThrow();
      }
    }
    sender.close();
    print(what + ", each", each);
    print(what + ", the last", last);
  }

  private static double[] send(Endpoint sender, List<Address> to) {
    double[] millis = new double[RECIPIENTS];
    List<CompletableFuture<?>> all = new ArrayList<>();
    long begun = System.nanoTime();
    List<Delivery> deliveries = sender.send(to, new byte[PAYLOAD], SendOptions.defaults());
    for (int i = 0; i < RECIPIENTS; i++) {
      int index = i;
      all.add(
          deliveries
              .get(i)
              .delivered()
              .thenAccept(delivered -> millis[index] = (System.nanoTime() - begun) / 1e6)
              .toCompletableFuture());
    }
    all.forEach(CompletableFuture::join);
    return millis;
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static void print(String what, double[] millis) {
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%-45s median %7.2f ms, p99 %7.2f ms, best %7.2f ms%n",
        what,
        millis[millis.length / 2],
        millis[(int) (millis.length * 0.99)],
        millis[0]);
  }
}
