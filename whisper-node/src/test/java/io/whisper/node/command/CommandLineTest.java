package io.whisper.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.identity.Identity;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.NetworkParameters;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CommandLineTest {
  @TempDir private Path directory;
  private final StringWriter errors = new StringWriter();

  private int run(String... args) {
    CommandLine line = WhisperCommand.commandLine();
    line.setErr(new PrintWriter(errors, true));
    line.setOut(new PrintWriter(new StringWriter()));
    return line.execute(args);
  }

  private static String address() {
    try (Identity identity = Identity.ephemeral()) {
      return identity.address().toString();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "devnet",
        "keygen",
        "authority",
        "relay",
        "endpoint",
        "listen",
        "send",
        "pending",
        "publish",
        "withdraw",
        "subscribe",
        "chat",
        "status"
      })
  void everyCommandHasHelp(String command) {
    assertThat(run(command, "--help")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "publish,--topic,grain,--ttl,15d",
    "publish,--topic,grain,--hops,4",
    "publish,--topic,'',--hops,1",
    "publish,--topic,grain,--topic-key,file",
    "subscribe,--topic,grain,--since,15d",
    "subscribe,--topic,grain,--profile,dark",
    "publish,--topic,grain,--stay,1m",
    "publish,--topic,grain,--stay,soon",
    "chat,--room,grain,--name,<me>",
    "chat,--room,grain,--since,15d",
    "chat,--room,grain,--ttl,0s"
  })
  void boardOptionsOutOfRangeAreWrongUsage(
      String command, String what, String name, String option, String value) {
    List<String> all =
        new ArrayList<>(List.of(command, "--network", "x", what, name, option, value));
    if (command.equals("publish")) {
      all.add("text");
    }
    assertThat(run(all.toArray(String[]::new))).isEqualTo(2);
    assertThat(errors.toString().lines()).hasSize(1);
  }

  @Test
  void whatIsNoIdOfAPostIsWrongUsage() {
    assertThat(run("withdraw", "--network", "x", "grain")).isEqualTo(2);
    assertThat(run("withdraw", "--network", "x", "0".repeat(63))).isEqualTo(2);
    assertThat(run("withdraw", "--network", "x", "--all", "0".repeat(64))).isEqualTo(2);
    assertThat(errors.toString().lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("is not the id of a post"))
        .anyMatch(line -> line.contains("exclude each other"));
  }

  @Test
  void withoutANetworkAnEmptyListIsAnAnswerAndAnUnknownPostAFailure() throws IOException {
    Path file = directory.resolve("network.toml");
    Files.writeString(file, deadNetwork("alpha").write());
    String state = directory.resolve("state").toString();
    List<String> withdraw =
        List.of("withdraw", "--network", file.toString(), "--state", state, "--timeout", "5s");
    assertThat(run(withdraw.toArray(String[]::new))).isZero();
    List<String> unknown = new ArrayList<>(withdraw);
    unknown.add("00".repeat(32));
    assertThat(run(unknown.toArray(String[]::new))).isEqualTo(1);
    assertThat(errors.toString()).contains("nothing was withdrawn");
  }

  @Test
  void mistypedAddressIsWrongUsageAndNamesTheChecksum() {
    String address = address();
    char other = address.charAt(10) == 'a' ? 'b' : 'a';
    String mistyped = address.substring(0, 10) + other + address.substring(11);

    assertThat(run("send", "--network", "x", "--to", mistyped, "text")).isEqualTo(2);
    assertThat(errors.toString()).contains("checksum");
  }

  @ParameterizedTest
  @CsvSource({
    "--hops,4",
    "--hops,3-1",
    "--hops,x",
    "--profile,dark",
    "--ttl,1x",
    "--ttl,15d",
    "--ttl,0s",
    "--timeout,0s",
    "--wait,seen"
  })
  void optionsOutOfRangeAreWrongUsage(String option, String value) {
    assertThat(run("send", "--network", "x", "--to", address(), option, value, "text"))
        .isEqualTo(2);
    assertThat(errors.toString().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-3", "x"})
  void countsBelowOneAreWrongUsage(String count) {
    assertThat(run("listen", "--network", "x", "--count", count)).isEqualTo(2);
    assertThat(run("subscribe", "--network", "x", "--topic", "t", "--count", count)).isEqualTo(2);
    assertThat(errors.toString().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("is not a number of 1 or more"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"introduced", "stored", "delivered", "DELIVERED"})
  void statesToWaitForAreReadInEitherCase(String state) {
    assertThat(run("send", "--network", "none", "--to", address(), "--wait", state, "text"))
        .isEqualTo(1);
    assertThat(errors.toString()).contains("there is no such file");
  }

  @Test
  void profileAndHopsExcludeEachOther() {
    assertThat(
            run(
                "send",
                "--network",
                "x",
                "--to",
                address(),
                "--hops",
                "1",
                "--profile",
                "fast",
                "t"))
        .isEqualTo(2);
  }

  @Test
  void missingNetworkFileIsAFailureInOneLine() {
    Path missing = directory.resolve("none.toml");

    assertThat(run("send", "--network", missing.toString(), "--to", address(), "text"))
        .isEqualTo(1);
    assertThat(errors.toString().lines())
        .containsExactly("whisper send: " + missing + ": there is no such file");
  }

  @Test
  void anUnreachableNetworkIsAFailureThatNamesTheAuthoritiesThatWereTried() throws IOException {
    Path file = directory.resolve("network.toml");
    Files.writeString(file, deadNetwork("alpha", "beta", "gamma").write());
    String state = directory.resolve("state").toString();

    int code =
        run(
            "send",
            "--network",
            file.toString(),
            "--state",
            state,
            "--timeout",
            "3s",
            "--to",
            address(),
            "text");

    assertThat(code).isEqualTo(1);
    assertThat(errors.toString().lines())
        .containsExactly(
            "whisper send: not DELIVERED after 3 s; the message is QUEUED, the network"
                + " STARTING(no consensus yet; tried the authorities alpha (connection refused),"
                + " beta (connection refused), gamma (connection refused))");
  }

  @Test
  void severalRecipientsAreToldApart() throws IOException {
    Path file = directory.resolve("network.toml");
    Files.writeString(file, deadNetwork("alpha").write());
    String state = directory.resolve("state").toString();
    String one = address();
    String other = address();

    int code =
        run(
            "send",
            "--network",
            file.toString(),
            "--state",
            state,
            "--timeout",
            "2s",
            "--to",
            one,
            "--to",
            other,
            "text");

    assertThat(code).isEqualTo(1);
    assertThat(errors.toString().lines())
        .containsExactly(
            "whisper send: 2 of 2 messages not DELIVERED after 2 s; the message to "
                + one
                + " is QUEUED; the message to "
                + other
                + " is QUEUED, the network STARTING(no consensus yet; tried the authority alpha"
                + " (connection refused))");
  }

  @Test
  void aRecipientThatIsNamedTwiceIsWrongUsage() {
    String one = address();

    assertThat(run("send", "--network", "x", "--to", one, "--to", address(), "--to", one, "text"))
        .isEqualTo(2);
    assertThat(errors.toString().lines())
        .singleElement()
        .asString()
        .contains("--to names " + one + " more than once");
  }

  private static Network deadNetwork(String... names) throws IOException {
    SecureRandom random = new SecureRandom();
    List<AuthorityEntry> authorities = new ArrayList<>();
    for (String name : names) {
      try (ServerSocket dead = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        byte[] keys = new byte[Bytes32.SIZE];
        random.nextBytes(keys);
        Bytes32 key = Bytes32.of(Ed25519.publicKey(keys));
        InetSocketAddress address = (InetSocketAddress) dead.getLocalSocketAddress();
        authorities.add(new AuthorityEntry(name, new LinkTarget(key, key, key, List.of(address))));
      }
    }
    return Network.of(authorities, NetworkParameters.STANDARD);
  }

  @Test
  void overlongMessageIsRefusedBeforeAnythingIsRead() {
    assertThat(run("send", "--network", "x", "--to", address(), "x".repeat(65_537))).isEqualTo(1);
    assertThat(errors.toString()).contains("65536").contains("nothing was sent");
  }

  @Test
  void identityIsMadeOnceAndNeverOverwritten() throws IOException {
    Path file = directory.resolve("identity");

    assertThat(run("keygen", "--out", file.toString())).isZero();
    byte[] made = Files.readAllBytes(file);
    assertThat(run("keygen", "--out", file.toString())).isEqualTo(1);
    assertThat(Files.readAllBytes(file)).isEqualTo(made);
  }

  @Test
  void aTopicsKeyIsMadeOnceAndIsNoIdentity() {
    Path file = directory.resolve("topic");

    assertThat(run("keygen", "--topic", "--out", file.toString())).isZero();
    assertThat(run("keygen", "--topic", "--out", file.toString())).isEqualTo(1);
    assertThat(errors.toString()).contains("exists already and is not overwritten");
    assertThat(TopicKeyFile.load(file)).isEqualTo(TopicKeyFile.load(file));
    assertThat(run("keygen", "--topic", "--authority", "a")).isEqualTo(2);
  }

  @Test
  void identityThatCannotBeWrittenIsReportedInWords() {
    Path file = directory.resolve("none").resolve("identity");

    assertThat(run("keygen", "--out", file.toString())).isEqualTo(1);
    assertThat(errors.toString().lines())
        .containsExactly(
            "whisper keygen: identity file "
                + file
                + " cannot be written: there is no such file or directory");
  }

  @Test
  void identityThatIsNotThereIsReportedInWords() throws IOException {
    Path network = Files.writeString(directory.resolve("net.toml"), "version = 1\n");
    Path file = directory.resolve("none");

    assertThat(
            run(
                "send",
                "--network",
                network.toString(),
                "--to",
                address(),
                "--identity",
                file.toString(),
                "text"))
        .isEqualTo(1);
    assertThat(errors.toString()).doesNotContain("Exception");
  }

  @Test
  void timeToLiveOutOfRangeIsReportedInWords() {
    assertThat(run("send", "--network", "x", "--to", address(), "--ttl", "100000h", "text"))
        .isEqualTo(2);
    assertThat(errors.toString())
        .startsWith("whisper send: --ttl is out of range, expected 1s to 14d (see");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "https://127.0.0.1:9501", "http://127.0.0.1", "ht tp:"})
  void controlAddressThatIsNoUrlIsWrongUsage(String url) {
    assertThat(run("status", "--rpc", url)).isEqualTo(2);
    assertThat(errors.toString().lines())
        .singleElement()
        .asString()
        .contains("'" + url + "' is not of the form http://HOST:PORT");
  }

  @Test
  void nodeWithoutATokenFileIsAskedAbout() {
    Path token = directory.resolve("none.token");

    assertThat(run("status", "--rpc", "http://127.0.0.1:1", "--token", token.toString()))
        .isEqualTo(1);
    assertThat(errors.toString())
        .startsWith("whisper status: there is no control token file " + token + ": is a node");
  }
}
