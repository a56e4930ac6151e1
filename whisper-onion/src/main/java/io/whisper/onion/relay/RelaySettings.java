package io.whisper.onion.relay;

import io.whisper.core.limit.Rate;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.link.LinkLimits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How a relay is run: where it listens, what it says of itself, and its limits.
 *
 * <p>Immutable. Made by {@link #builder}, which checks every value at {@link Builder#build}.
 *
 * @param addresses where it listens, 1 to 4
 * @param rate bytes a second that it reads from its links in all, 16,384 to 2^40; 0 for no limit
 * @param burst bytes that it may read at once beyond the rate, 65,536 to 2^40
 * @param families names of the families it belongs to, up to 8 of 1 to 64 characters a-z, 0-9, '-'
 *     and '.'
 * @param contact how to reach whoever runs it, up to 256 characters without control characters; may
 *     be empty
 * @param links the limits of accepted links
 * @param circuitsPerLink circuits on one link, 1 to 1,048,576
 * @param circuits circuits in all, 1 to 16,777,216
 * @param createsPerSecond circuits created over one link a second, from 1
 * @param createBurst circuits created over one link at once, from 1
 * @param waitingHandshakes handshakes that wait for a worker, from 1
 * @param waitingBytesPerCircuit bytes of services' messages that wait for one client's credit, from
 *     68,362, which is the largest message
 * @param waitingBytes bytes that wait in all queues together, from 1 MiB
 * @param idle how long a circuit may carry nothing, from one second
 * @param age how long a circuit may stand, from one second
 */
public record RelaySettings(
    List<InetSocketAddress> addresses,
    long rate,
    long burst,
    Set<String> families,
    String contact,
    LinkLimits links,
    int circuitsPerLink,
    int circuits,
    int createsPerSecond,
    int createBurst,
    int waitingHandshakes,
    int waitingBytesPerCircuit,
    long waitingBytes,
    Duration idle,
    Duration age) {

  /** The smallest {@link #rate()} but 0: a slower relay is of no use to anybody. */
  public static final long MINIMUM_RATE = 16_384;

  /** The smallest {@link #burst()}. */
  public static final long MINIMUM_BURST = 65_536;

  /** The smallest {@link #waitingBytesPerCircuit()}: the cells of the largest relay message. */
  public static final int MINIMUM_WAITING_BYTES_PER_CIRCUIT =
      RelayMessage.cells(RelayMessage.MAX_LENGTH) * Cell.SIZE;

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(7);

  /** Checks every value. */
  public RelaySettings {
    addresses = List.copyOf(addresses);
    families = Set.copyOf(families);
    Objects.requireNonNull(contact, "contact");
    Objects.requireNonNull(links, "links");
    if (rate != 0) {
      check("rate", rate, MINIMUM_RATE, Rate.MAX);
    }
    check("burst", burst, MINIMUM_BURST, Rate.MAX);
    check("number of addresses", addresses.size(), 1, LinkTarget.MAX_ADDRESSES);
    check("number of families", families.size(), 0, RelayEntry.MAX_FAMILIES);
    families.forEach(RelaySettings::checkFamily);
    checkContact(contact);
    check("circuitsPerLink", circuitsPerLink, 1, 1 << 20);
    check("circuits", circuits, 1, 1 << 24);
    check("createsPerSecond", createsPerSecond, 1, Integer.MAX_VALUE);
    check("createBurst", createBurst, 1, Integer.MAX_VALUE);
    check("waitingHandshakes", waitingHandshakes, 1, 1 << 20);
    check(
        "waitingBytesPerCircuit",
        waitingBytesPerCircuit,
        MINIMUM_WAITING_BYTES_PER_CIRCUIT,
        Integer.MAX_VALUE);
    check("waitingBytes", waitingBytes, 1 << 20, Long.MAX_VALUE);
    check("idle", idle);
    check("age", age);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " to " + most);
    }
  }

  private static void check(String name, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + SHORTEST + " to " + LONGEST);
    }
  }

  private static void checkFamily(String family) {
    if (!RelayEntry.isFamily(family)) {
      throw new IllegalArgumentException(
          "family '" + family + "', expected up to 64 characters a-z, 0-9, '-' and '.'");
    }
  }

  private static void checkContact(String contact) {
    if (contact.length() > RelayDescriptor.MAX_CONTACT
        || contact.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "contact '"
              + contact
              + "', expected up to "
              + RelayDescriptor.MAX_CONTACT
              + " characters without control characters");
    }
  }

  /** Settings of a relay that listens there, with the defaults for everything else. */
  public static Builder builder(InetSocketAddress... addresses) {
    return new Builder(List.of(addresses));
  }

  /** Collects settings; every method returns this builder. */
  public static final class Builder {
    private final List<InetSocketAddress> addresses;
    private long rate;
    private long burst = 1 << 20;
    private Set<String> families = Set.of();
    private String contact = "";
    private LinkLimits links = LinkLimits.defaults();
    private int circuitsPerLink = 4096;
    private int circuits = 65_536;
    private int createsPerSecond = 250;
    private int createBurst = 500;
    private int waitingHandshakes = 1024;
    private int waitingBytesPerCircuit = 256 * 1024;
    private long waitingBytes = 64L << 20;
    private Duration idle = Duration.ofMinutes(10);
    private Duration age = Duration.ofHours(24);

    private Builder(List<InetSocketAddress> addresses) {
      this.addresses = addresses;
    }

    /** Bytes a second to read and to read at once; no limit by default. */
    public Builder rate(long bytesPerSecond, long burstBytes) {
      rate = bytesPerSecond;
      burst = burstBytes;
      return this;
    }

    /** The families it belongs to; none by default. */
    public Builder families(Set<String> value) {
      families = value;
      return this;
    }

    /** How to reach whoever runs it; empty by default. */
    public Builder contact(String value) {
      contact = value;
      return this;
    }

    /** The limits of accepted links; {@link LinkLimits#defaults} by default. */
    public Builder links(LinkLimits value) {
      links = value;
      return this;
    }

    /** Circuits on one link and in all; 4,096 and 65,536 by default. */
    public Builder circuits(int perLink, int total) {
      circuitsPerLink = perLink;
      circuits = total;
      return this;
    }

    /** Circuits created over one link a second and at once; 250 and 500 by default. */
    public Builder creates(int perSecond, int atOnce) {
      createsPerSecond = perSecond;
      createBurst = atOnce;
      return this;
    }

    /** Handshakes that wait for a worker; 1,024 by default. */
    public Builder waitingHandshakes(int value) {
      waitingHandshakes = value;
      return this;
    }

    /** Bytes that wait for one client's credit and in all; 256 KiB and 64 MiB by default. */
    public Builder waiting(int perCircuit, long total) {
      waitingBytesPerCircuit = perCircuit;
      waitingBytes = total;
      return this;
    }

    /** How long a circuit may carry nothing and how long it may stand; 10 minutes and 24 hours. */
    public Builder lifetimes(Duration idleTime, Duration ageLimit) {
      idle = idleTime;
      age = ageLimit;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException when a value is outside its range
     */
    public RelaySettings build() {
      return new RelaySettings(
          addresses,
          rate,
          burst,
          families,
          contact,
          links,
          circuitsPerLink,
          circuits,
          createsPerSecond,
          createBurst,
          waitingHandshakes,
          waitingBytesPerCircuit,
          waitingBytes,
          idle,
          age);
    }
  }
}
