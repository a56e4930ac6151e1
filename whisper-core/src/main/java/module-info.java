/** Bytes, keys and time: addresses, identities, sealing and envelopes, without a network. */
module io.whisper.core {
  requires com.google.protobuf;
  requires org.bouncycastle.provider;
  requires static transitive org.jspecify;

  exports io.whisper.core.address;
  exports io.whisper.core.bytes;
  exports io.whisper.core.crypto;
  exports io.whisper.core.envelope;
  exports io.whisper.core.identity;
  exports io.whisper.core.limit;
  exports io.whisper.core.seal;
  exports io.whisper.core.state;
  exports io.whisper.core.time;
}
