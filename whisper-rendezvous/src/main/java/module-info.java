/** Presences, introductions and sessions, and the embedding face. */
module io.whisper.rendezvous {
  requires transitive io.whisper.core;
  requires com.google.protobuf;
  requires io.whisper.onion;
  requires org.slf4j;
  requires static org.jspecify;
}
