package io.whisper.onion.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SocketsTest {
  @Test
  void linksNoticeThatTheirOtherEndFellOffTheNetwork() {
    try (Reactor reactor = Reactor.create(ReactorOptions.defaults())) {
      Bootstrap dialled = Sockets.connecting(reactor);
      Map<ChannelOption<?>, Object> options = dialled.config().options();
      Map<ChannelOption<?>, Object> accepted = Sockets.listening(reactor).config().childOptions();

      assertThat(options).containsEntry(ChannelOption.SO_KEEPALIVE, true);
      assertThat(accepted).containsEntry(ChannelOption.SO_KEEPALIVE, true);
      boolean tunable =
          !dialled
              .config()
              .channelFactory()
              .toString()
              .contains(NioSocketChannel.class.getSimpleName());
      if (tunable) {
        assertThat(names(options))
            .contains("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT");
        assertThat(names(accepted))
            .contains("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT");
      }
    }
  }

  private static java.util.List<String> names(Map<ChannelOption<?>, Object> options) {
    return options.keySet().stream()
        .map(option -> option.name().substring(option.name().indexOf('#') + 1))
        .toList();
  }
}
