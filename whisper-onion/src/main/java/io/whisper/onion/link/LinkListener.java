package io.whisper.onion.link;

/** Who hears what comes over a {@link Link}. Called on the link's loop. */
public interface LinkListener {

  /**
   * A cell of a circuit came: its circuit id is not 0 and its command is one of those for circuits.
   * The cells of the link itself (VERSIONS, NETINFO, PADDING) and unknown commands never come here.
   *
   * @param cell 514 bytes that are valid during this call only and may be changed in place
   */
  void onCell(Link link, byte[] cell);

  /** Nothing is queued any more on a link on which cells had to wait. */
  default void onDrained(Link link) {}

  /** The link ended, for whatever reason. Called once, and nothing after it. */
  void onClosed(Link link);
}
