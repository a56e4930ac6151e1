package io.whisper.onion.link;

/** Who decides what becomes of the links that others dial. Called on the server's loop. */
@FunctionalInterface
public interface LinkAcceptor {

  /** A link is ready; the answer hears what comes over it. It may close the link at once. */
  LinkListener accept(Link link);
}
