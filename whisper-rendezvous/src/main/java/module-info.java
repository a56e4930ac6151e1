/** Presences, introductions and sessions, and the embedding face. */
@SuppressWarnings(
    "module") // The node comes after this module and is not known when it is compiled.
module io.whisper.rendezvous {
  exports io.whisper.rendezvous;
  exports io.whisper.rendezvous.service to
      io.whisper.node;

  requires transitive io.whisper.core;
  requires transitive io.whisper.onion;
  requires com.google.protobuf;
  requires org.slf4j;
  requires static transitive org.jspecify;
}
