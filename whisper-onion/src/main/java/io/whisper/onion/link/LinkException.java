package io.whisper.onion.link;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says that a link, or what links need, did not come about. Its message says what was tried and
 * names neither the peer's address nor a key.
 */
public final class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final LinkFailure[] failures;

  LinkException(String message, Throwable cause) {
    super(message, cause);
    this.failures = new LinkFailure[0];
  }

  private LinkException(String message, List<LinkFailure> failures) {
    super(message);
    this.failures = failures.toArray(new LinkFailure[0]);
  }

  /** What went wrong with each address, in the order in which they were tried. */
  static LinkException tried(List<LinkFailure> failures) {
    String all =
        failures.stream().map(LinkFailure::description).collect(Collectors.joining("; then "));
    String count = failures.size() == 1 ? "1 address" : failures.size() + " addresses";
    return new LinkException("no link, tried " + count + ": " + all, failures);
  }

  static LinkException noAddress() {
    return new LinkException(
        "no link: " + LinkFailure.NO_ADDRESS.description(), List.of(LinkFailure.NO_ADDRESS));
  }

  /** What went wrong in a few words for a user, who knows what was tried. */
  public String words() {
    return failures.length == 0
        ? String.valueOf(getMessage())
        : Stream.of(failures)
            .map(LinkFailure::description)
            .distinct()
            .collect(Collectors.joining(", then "));
  }

  /** The failure of each attempt in order; empty when no attempt was made. */
  public List<LinkFailure> failures() {
    return List.of(failures);
  }
}
