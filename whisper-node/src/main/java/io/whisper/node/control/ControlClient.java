package io.whisper.node.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.whisper.node.console.CommandException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

/** Asks the control surface of a running node, as {@code whisper status} does. */
public final class ControlClient {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STATUS_CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"whisper_status\",\"params\":[]}";

  private final URI url;
  private final Path tokenFile;

  /** A client of the node at the URL, with the token that the node left in the file. */
  public ControlClient(URI url, Path tokenFile) {
    this.url = url;
    this.tokenFile = tokenFile;
  }

  /**
   * What the node says of itself.
   *
   * @throws CommandException when it cannot be reached or refuses, with the reason
   */
  public JsonNode status() {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Authorization", ControlToken.read(tokenFile).authorization())
            .POST(HttpRequest.BodyPublishers.ofString(STATUS_CALL))
            .build();
    try {
      HttpResponse<byte[]> response =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(request, HttpResponse.BodyHandlers.ofByteArray());
      return switch (response.statusCode()) {
        case 200 -> result(JSON.readTree(response.body()));
        case 401 ->
            throw new CommandException(
                "the node at " + url + " does not take the token in " + tokenFile);
        default ->
            throw new CommandException(
                "what answers at " + url + " is no node: it says " + response.statusCode());
      };
    } catch (JsonProcessingException e) {
      throw new CommandException("what answers at " + url + " is no node: it speaks no JSON", e);
    } catch (ConnectException e) {
      boolean unresolved =
          Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
              .anyMatch(UnresolvedAddressException.class::isInstance);
      String why = unresolved ? "there is no such host" : "nothing listens there";
      throw new CommandException("no node answers at " + url + ": " + why, e);
    } catch (HttpTimeoutException e) {
      throw new CommandException(
          "no node answers at " + url + " within " + PATIENCE.toSeconds() + " s", e);
    } catch (IOException e) {
      throw new CommandException("what answers at " + url + " is no node: it speaks no HTTP", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while asking " + url, e);
    }
  }

  private JsonNode result(JsonNode response) {
    if (response.has("error")) {
      throw new CommandException(url + " says: " + response.path("error").path("message").asText());
    }
    if (!response.path("result").isObject()) {
      throw new CommandException("what answers at " + url + " is no node: it has no status");
    }
    return response.path("result");
  }
}
