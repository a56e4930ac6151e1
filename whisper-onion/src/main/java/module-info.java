/** Cells, links, circuits, relays and the directory. */
module io.whisper.onion {
  exports io.whisper.onion.cell;
  exports io.whisper.onion.circuit;
  exports io.whisper.onion.directory;
  exports io.whisper.onion.directory.authority;
  exports io.whisper.onion.directory.service;
  exports io.whisper.onion.handshake;
  exports io.whisper.onion.link;
  exports io.whisper.onion.path;
  exports io.whisper.onion.reactor;
  exports io.whisper.onion.relay;
  exports io.whisper.onion.toml;

  requires transitive io.whisper.core;
  requires com.google.protobuf;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.tcnative.classes.openssl;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires org.tomlj;
  requires static transitive org.jspecify;
}
