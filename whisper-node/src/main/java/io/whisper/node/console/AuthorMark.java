package io.whisper.node.console;

import io.whisper.core.address.Address;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the line of a post shows whose it is: {@code = ADDRESS} for an author that is proved, {@code
 * ? ADDRESS} for one that the post only names, and nothing for nobody. A post that itself begins so
 * is shown in another way, so that no text passes for a mark.
 *
 * @param author whom the post names, or null
 * @param proved whether that is proved
 */
public record AuthorMark(@Nullable Address author, boolean proved) {
  /** Nobody's. */
  public static final AuthorMark NONE = new AuthorMark(null, false);

  /** What lines with a mark begin with. */
  public static final List<String> BEGINNINGS = List.of("= ", "? ");

  /** As much of an address as nobody makes another one for: 80 bits. */
  private static final int SHORT = 16;

  /**
   * The mark of a post.
   *
   * @param author who is proved to have written it
   * @param claimed whom it names
   */
  public static AuthorMark of(Optional<Address> author, Optional<Address> claimed) {
    return new AuthorMark(claimed.orElse(null), author.isPresent());
  }

  /** The mark once its author is proved. */
  public AuthorMark asProved() {
    return new AuthorMark(author, author != null);
  }

  /** The line behind the mark with the whole address. */
  public String on(String line) {
    return author == null ? line : before(author.toString(), line);
  }

  /** The line behind the mark with the beginning of the address. */
  public String shortOn(String line) {
    return author == null ? line : before(author.toString().substring(0, SHORT), line);
  }

  private String before(String name, String line) {
    return BEGINNINGS.get(proved ? 0 : 1) + name + " " + line;
  }

  /** The step with the author and whether it is proved, where there is one. */
  public Step in(Step step) {
    return author == null ? step : step.with("author", author.toString()).with("proved", proved);
  }
}
