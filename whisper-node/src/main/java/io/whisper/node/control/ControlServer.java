package io.whisper.node.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Reason;
import io.whisper.onion.toml.SocketAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The JSON-RPC 2.0 surface of a running node over loopback HTTP, with the one method {@code
 * whisper_status}.
 *
 * <p>A request is a POST of {@code application/json} of at most 64 KiB with the token of the token
 * file as bearer; others are refused with 401, 405, 413 or 415, and a Host header that names no
 * loopback address with 403, so that a web page cannot reach it by rebinding a name. Answers are
 * made on one thread of their own.
 */
public final class ControlServer implements AutoCloseable {
  private static final int MAXIMUM_REQUEST = 64 * 1024;
  private static final int BACKLOG = 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService thread;
  private final ControlToken token;
  private final Supplier<Map<String, Object>> status;

  private ControlServer(
      HttpServer server, ControlToken token, Supplier<Map<String, Object>> status) {
    this.server = server;
    this.token = token;
    this.status = status;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "whisper-control");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Binds to a loopback address and writes a fresh token.
   *
   * @throws CommandException when the address is not loopback, is taken, or the token cannot be
   *     written
   */
  public static ControlServer start(
      InetSocketAddress listen,
      Path tokenFile,
      SecureRandom random,
      Supplier<Map<String, Object>> status) {
    if (!mayListenAt(listen)) {
      throw new CommandException(
          "control address "
              + SocketAddresses.format(listen)
              + " is not a loopback address: use 127.0.0.1 or [::1]");
    }
    try {
      HttpServer server = HttpServer.create(listen, BACKLOG);
      ControlToken token = ControlToken.create(tokenFile, random);
      ControlServer control = new ControlServer(server, token, status);
      server.setExecutor(control.thread);
      server.createContext("/", control::answer);
      server.start();
      return control;
    } catch (IOException e) {
      throw new CommandException(
          "cannot listen for control at " + SocketAddresses.format(listen) + ": " + Reason.of(e),
          e);
    }
  }

  /** Whether a control surface may listen there: on a loopback address only. */
  public static boolean mayListenAt(InetSocketAddress address) {
    return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
  }

  /** The address that it listens at. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      int refused = refusal(exchange);
      if (refused != 0) {
        exchange.sendResponseHeaders(refused, -1);
        return;
      }
      byte[] request = exchange.getRequestBody().readNBytes(MAXIMUM_REQUEST + 1);
      if (request.length > MAXIMUM_REQUEST) {
        exchange.sendResponseHeaders(413, -1);
        return;
      }
      byte[] response = JSON.writeValueAsBytes(respond(request));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, response.length);
      exchange.getResponseBody().write(response);
    }
  }

  private int refusal(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (host == null || !host.matches("(localhost|127\\.[0-9.]+|\\[::1\\])(:\\d+)?")) {
      return 403;
    }
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization == null || !token.authorizes(authorization)) {
      return 401;
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return 405;
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    return type == null || !type.startsWith("application/json") ? 415 : 0;
  }

  private ObjectNode respond(byte[] request) throws IOException {
    JsonNode call;
    try {
      call = JSON.readTree(request);
    } catch (JsonProcessingException e) {
      return error(JSON.nullNode(), -32700, "parse error");
    }
    JsonNode id = call.path("id");
    if (!call.isObject() || !call.path("method").isTextual()) {
      return error(id, -32600, "invalid request");
    }
    if (!call.path("method").asText().equals("whisper_status")) {
      return error(id, -32601, "the method " + call.path("method").asText() + " does not exist");
    }
    ObjectNode response = response(id);
    response.set("result", JSON.valueToTree(status.get()));
    return response;
  }

  private static ObjectNode error(JsonNode id, int code, String message) {
    ObjectNode response = response(id);
    response.putObject("error").put("code", code).put("message", message);
    return response;
  }

  private static ObjectNode response(JsonNode id) {
    ObjectNode response = JSON.createObjectNode().put("jsonrpc", "2.0");
    response.set("id", id.isMissingNode() ? JSON.nullNode() : id);
    return response;
  }
}
