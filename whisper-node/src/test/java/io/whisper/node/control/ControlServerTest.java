package io.whisper.node.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.whisper.node.console.CommandException;
import io.whisper.onion.toml.SocketAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlServerTest {
  private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"whisper_status\"}";

  @TempDir private Path directory;
  private Path token;
  private ControlServer server;
  private URI url;

  @BeforeEach
  void start() {
    token = directory.resolve("control.token");
    server =
        ControlServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            token,
            new SecureRandom(),
            () -> Map.of("role", "relay"));
    url = URI.create("http://127.0.0.1:" + server.address().getPort());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String body, String contentType, String authorization)
      throws Exception {
    return send(
        HttpRequest.newBuilder(url)
            .header("Content-Type", contentType)
            .header("Authorization", authorization)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String bearer() {
    return ControlToken.read(token).authorization();
  }

  @Test
  void whoHasTheTokenFileIsToldTheStatus() {
    assertThat(new ControlClient(url, token).status().path("role").asText()).isEqualTo("relay");
  }

  @Test
  void tokenFileIsReadableByItsOwnerOnly() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
        .isEqualTo("rw-------");
  }

  @Test
  void wrongTokenIsRefused() throws Exception {
    assertThat(post(CALL, "application/json", "Bearer 00").statusCode()).isEqualTo(401);
  }

  @Test
  void missingTokenIsRefused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(CALL))
            .build();

    assertThat(send(request).statusCode()).isEqualTo(401);
  }

  @Test
  void otherContentTypeIsRefused() throws Exception {
    assertThat(post(CALL, "text/plain", bearer()).statusCode()).isEqualTo(415);
  }

  @Test
  void getIsRefused() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(url).header("Authorization", bearer()).build();

    assertThat(send(request).statusCode()).isEqualTo(405);
  }

  @Test
  void overlongRequestIsRefused() throws Exception {
    assertThat(post(" ".repeat(70_000), "application/json", bearer()).statusCode()).isEqualTo(413);
  }

  @Test
  void garbageAndUnknownMethodsAreAnsweredWithJsonRpcErrors() throws Exception {
    assertThat(post("{", "application/json", bearer()).body()).contains("-32700");
    assertThat(post("[]", "application/json", bearer()).body()).contains("-32600");
    assertThat(post("{\"id\":1,\"method\":\"x\"}", "application/json", bearer()).body())
        .contains("-32601");
  }

  @Test
  void requestIdIsEchoed() throws Exception {
    assertThat(post(CALL, "application/json", bearer()).body()).contains("\"id\":7");
  }

  @Test
  void otherAddressesThanLoopbackAreRefused() {
    assertThatThrownBy(
            () ->
                ControlServer.start(
                    SocketAddresses.parse("0.0.0.0:0"), token, new SecureRandom(), Map::of))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("not a loopback address");
  }

  @Test
  void nodeThatIsNotThereIsNamed() {
    server.close();

    assertThatThrownBy(() -> new ControlClient(url, token).status())
        .isInstanceOf(CommandException.class)
        .hasMessage("no node answers at " + url + ": nothing listens there");
  }

  @Test
  void hostThatDoesNotExistIsNamed() {
    URI nowhere = URI.create("http://nowhere.invalid:1");

    assertThatThrownBy(() -> new ControlClient(nowhere, token).status())
        .isInstanceOf(CommandException.class)
        .hasMessage("no node answers at " + nowhere + ": there is no such host");
  }

  @Test
  void tokenOfAnotherNodeIsNamed() throws Exception {
    Path other = directory.resolve("other.token");
    Files.writeString(other, "00".repeat(32) + "\n");

    assertThatThrownBy(() -> new ControlClient(url, other).status())
        .isInstanceOf(CommandException.class)
        .hasMessage("the node at " + url + " does not take the token in " + other);
  }

  @Test
  void fileThatHoldsNoTokenIsNamed() throws Exception {
    Path other = Files.writeString(directory.resolve("other.token"), "two\nlines\n");

    assertThatThrownBy(() -> new ControlClient(url, other).status())
        .isInstanceOf(CommandException.class)
        .hasMessage(other + " holds no control token");
  }

  @Test
  void whatIsNoNodeIsToldFromOne() throws Exception {
    HttpServer stranger =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    URI strange = URI.create("http://127.0.0.1:" + stranger.getAddress().getPort());
    Deque<String> answers = new ArrayDeque<>(List.of("<html>", "{}", ""));
    stranger.createContext(
        "/",
        exchange -> {
          byte[] answer = answers.remove().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.length == 0 ? 404 : 200, Math.max(answer.length, -1));
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    stranger.start();
    try {
      for (String problem : List.of("it speaks no JSON", "it has no status", "it says 404")) {
        assertThatThrownBy(() -> new ControlClient(strange, token).status())
            .isInstanceOf(CommandException.class)
            .hasMessage("what answers at " + strange + " is no node: " + problem);
      }
    } finally {
      stranger.stop(0);
    }
  }

  @Test
  void portThatIsTakenIsNamed() {
    assertThatThrownBy(
            () -> ControlServer.start(server.address(), token, new SecureRandom(), Map::of))
        .isInstanceOf(CommandException.class)
        .hasMessage(
            "cannot listen for control at 127.0.0.1:"
                + server.address().getPort()
                + ": Address already in use");
  }
}
