package io.whisper.onion.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.X25519KeyPair;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Vectors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The core of the handshake, without ML-KEM, against ntor-v3 as published. */
final class NtorV3Test {

  private final SeededRandom random = new SeededRandom(1);

  @Test
  void publishedVectors() {
    JsonNode vectors = Vectors.read("ntor-v3.json").required("vectors");
    assertThat(vectors).isNotEmpty();
    vectors.forEach(this::check);
  }

  /** Tor proposal 332, appendix X.2, without the key stream behind its first 32 bytes. */
  @Test
  void publishedFigureInTheProject() {
    ObjectNode vector = JsonNodeFactory.instance.objectNode();
    vector.put("b", "4051daa5921cfa2a1c27b08451324919538e79e788a81b38cbed097a5dff454a");
    vector.put("B", "f8307a2bc1870b00b828bb74dbb8fd88e632a6375ab3bcd1ae706aaa8b6cdd1d");
    vector.put("ID", "9fad2af287ef942632833d21f946c6260c33fae6172b60006e86e4a6911753a2");
    vector.put("x", "b825a3719147bcbe5fb1d0b0fcb9c09e51948048e2e3283d2ab7b45b5ef38b49");
    vector.put("X", "252fe9ae91264c91d4ecb8501f79d0387e34ad8ca0f7c995184f7d11d5da4f46");
    vector.put("CM", "68656c6c6f20776f726c64");
    vector.put("VER", "78797a7a79");
    vector.put("y", "4865a5b7689dafd978f529291c7171bc159be076b92186405d13220b80e2a053");
    vector.put("Y", "4bf4814326fdab45ad5184f5518bd7fae25dc59374062698201a50a22954246d");
    vector.put("SM", "486f6c61204d756e646f");
    vector.put("ENC_K1", "4cd166e93f1c60a29f8fb9ec40ea0fc878930c27800594593e1c4d0f3b5fbd02");
    vector.put("MAC_K1", "f5b69e85fdd26e1b0bdbbc8128e32d8123040255f11f744af3cc98fc13613cda");
    vector.put("msg_mac", "9e044d53565f04d82bbb3bebed3d06cea65db8be9c72b68cd461942088502f67");
    vector.put("verify", "1dc09fb249738a79f1bc3a545eee8c415f27213894a760bb4df58862e414799a");
    vector.put("ENC_KEY", "cab8a93eef62246a83536c4384f331ec26061b66098c61421b6cae81f4f57c56");
    vector.put("AUTH", "2fc5f8773ca824542bc6cf6f57c7c29bbf4e5476461ab130c5b18ab0a9127665");
    vector.put(
        "client_handshake",
        "9fad2af287ef942632833d21f946c6260c33fae6172b60006e86e4a6911753a2"
            + "f8307a2bc1870b00b828bb74dbb8fd88e632a6375ab3bcd1ae706aaa8b6cdd1d"
            + "252fe9ae91264c91d4ecb8501f79d0387e34ad8ca0f7c995184f7d11d5da4f46"
            + "3bebd9151fd3b47c180abc"
            + "9e044d53565f04d82bbb3bebed3d06cea65db8be9c72b68cd461942088502f67");
    vector.put(
        "server_handshake",
        "4bf4814326fdab45ad5184f5518bd7fae25dc59374062698201a50a22954246d"
            + "2fc5f8773ca824542bc6cf6f57c7c29bbf4e5476461ab130c5b18ab0a9127665"
            + "1202c3e1e87c0d32054c");
    vector.put("KEYSTREAM", "9c19b631fd94ed86a817e01f6c80b0743a43f5faebd39cfaa8b00fa8bcc65c3b");
    check(vector);
  }

  private void check(JsonNode vector) {
    NtorV3 ntor = new NtorV3(new Unaugmented(), Vectors.hex(vector, "VER"));
    Bytes32 id = Bytes32.of(Vectors.hex(vector, "ID"));
    X25519KeyPair b = X25519KeyPair.of(Vectors.hex(vector, "b"));
    X25519KeyPair x = X25519KeyPair.of(Vectors.hex(vector, "x"));
    X25519KeyPair y = X25519KeyPair.of(Vectors.hex(vector, "y"));
    final byte[] keyStream = Vectors.hex(vector, "KEYSTREAM");
    assertThat(b.publicKey()).isEqualTo(Vectors.hex(vector, "B"));
    assertThat(x.publicKey()).isEqualTo(Vectors.hex(vector, "X"));
    assertThat(y.publicKey()).isEqualTo(Vectors.hex(vector, "Y"));
    checkSteps(vector, ntor, id, b, x, y);

    NtorV3Client client =
        NtorV3Client.start(
                ntor, random, x, id, Bytes32.of(b.publicKey()), Vectors.hex(vector, "CM"))
            .orElseThrow();
    assertThat(client.hello()).isEqualTo(Vectors.hex(vector, "client_handshake"));

    Answered answered =
        new NtorV3Server(ntor, id, b)
            .respond(
                random,
                y,
                client.hello(),
                keyStream.length,
                message -> {
                  assertThat(message).isEqualTo(Vectors.hex(vector, "CM"));
                  return Vectors.hex(vector, "SM");
                })
            .orElseThrow();
    assertThat(answered.reply()).isEqualTo(Vectors.hex(vector, "server_handshake"));
    assertThat(answered.keyStream()).isEqualTo(keyStream);

    Completed completed = client.complete(answered.reply(), keyStream.length).orElseThrow();
    assertThat(completed.keyStream()).isEqualTo(keyStream);
    assertThat(completed.message()).isEqualTo(Vectors.hex(vector, "SM"));
  }

  private static void checkSteps(
      JsonNode vector, NtorV3 ntor, Bytes32 id, X25519KeyPair b, X25519KeyPair x, X25519KeyPair y) {
    Bytes32 key = Bytes32.of(b.publicKey());
    byte[] bx = x.agree(b.publicKey()).orElseThrow();
    NtorV3.Keys phase1 = ntor.phase1(bx, id, x.publicKey(), key);
    assertThat(phase1.first()).isEqualTo(Vectors.hex(vector, "ENC_K1"));
    assertThat(phase1.rest()).isEqualTo(Vectors.hex(vector, "MAC_K1"));
    byte[] hello = Vectors.hex(vector, "client_handshake");
    byte[] encrypted = Arrays.copyOfRange(hello, 96, hello.length - 32);
    byte[] nothing = new byte[0];
    byte[] mac = ntor.messageMac(phase1.rest(), id, key, x.publicKey(), nothing, encrypted);
    assertThat(mac).isEqualTo(Vectors.hex(vector, "msg_mac"));

    byte[] xy = x.agree(y.publicKey()).orElseThrow();
    NtorV3.Final end = ntor.finalKeys(xy, bx, nothing, id, key, x.publicKey(), y.publicKey(), 32);
    assertThat(end.verify()).isEqualTo(Vectors.hex(vector, "verify"));
    assertThat(end.keys().first()).isEqualTo(Vectors.hex(vector, "ENC_KEY"));
    byte[] reply = Vectors.hex(vector, "server_handshake");
    assertThat(
            ntor.auth(
                end.verify(),
                id,
                key,
                y.publicKey(),
                x.publicKey(),
                nothing,
                nothing,
                mac,
                Arrays.copyOfRange(reply, 64, reply.length)))
        .isEqualTo(Vectors.hex(vector, "AUTH"));
  }
}
