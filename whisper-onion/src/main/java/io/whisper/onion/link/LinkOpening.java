package io.whisper.onion.link;

/** What a dialer or a server wants to know of a connection that is to become a link. */
interface LinkOpening {

  /** The link is ready and wants a listener before the call returns. */
  void ready(Link link);

  /** The connection ends before a link came of it. Called once at most, and then nothing else. */
  void failed(LinkFailure why);

  /** The link, which was ready, has ended. */
  default void ended(Link link) {}
}
