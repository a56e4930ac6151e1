/** Bytes, keys and time: addresses, identities, sealing and envelopes, without a network. */
module io.whisper.core {
  requires org.bouncycastle.provider;
  requires static org.jspecify;
}
