package io.whisper.onion.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.Vectors;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class PolyvalTest {

  private static final Polyval LONG = Polyval.forLongInputs();
  private static final Polyval SINGLE = Polyval.forSingleBlocks();

  private static byte[] hash(Polyval polyval, byte[] key, byte[] in) {
    polyval.key(key, 0);
    byte[] out = new byte[16];
    polyval.hash(in, 0, in.length, out, 0);
    return out;
  }

  /** RFC 8452, appendix A. */
  @Test
  void publishedFigureInTheProject() {
    byte[] key = HexFormat.of().parseHex("25629347589242761d31f826ba4b757b");
    byte[] in =
        HexFormat.of()
            .parseHex("4f4f95668c83dfb6401762bb2d01a262" + "d1a24ddd2721d006bbe45f20d3c9f362");
    for (Polyval polyval : new Polyval[] {LONG, SINGLE}) {
      assertThat(hash(polyval, key, in))
          .asHexString()
          .isEqualTo("F7A3B47B846119FAE5B7866CF5E5B77E");
    }
  }

  @Test
  void publishedVectors() {
    for (JsonNode vector : Vectors.read("polyval.json").required("vectors")) {
      StringBuilder in = new StringBuilder();
      vector.required("X").forEach(block -> in.append(block.textValue()));
      assertThat(hash(LONG, Vectors.hex(vector, "H"), HexFormat.of().parseHex(in)))
          .isEqualTo(Vectors.hex(vector, "polyval"));
    }
  }

  @Test
  void agreesWithTheDefinitionForEveryLength() {
    Property.holds(
        3,
        random -> {
          byte[] key = random.bytes(16);
          for (int length = 0; length <= 520; length += 1 + random.nextInt(7)) {
            byte[] in = random.bytes(length);
            byte[] expected = definition(key, in);
            assertThat(hash(SINGLE, key, in)).isEqualTo(expected);
            assertThat(hash(LONG, key, in)).isEqualTo(expected);
          }
        });
  }

  @Test
  void agreesWithTheDefinitionWhereAllBitsAreSet() {
    byte[] key = new byte[16];
    byte[] in = new byte[512];
    Arrays.fill(key, (byte) 0xff);
    Arrays.fill(in, (byte) 0xff);
    assertThat(hash(LONG, key, in)).isEqualTo(definition(key, in));
    assertThat(hash(SINGLE, key, in)).isEqualTo(definition(key, in));
  }

  @Test
  void resultMayOverlapTheInput() {
    byte[] key = HexFormat.of().parseHex("25629347589242761d31f826ba4b757b");
    byte[] in = new byte[40];
    in[3] = 7;
    byte[] expected = hash(LONG, key, in);
    Polyval polyval = Polyval.forLongInputs();
    polyval.key(key, 0);
    polyval.hash(in, 0, 40, in, 8);
    assertThat(Arrays.copyOfRange(in, 8, 24)).isEqualTo(expected);
  }

  @Test
  void wipedHashKnowsNothingOfItsKey() {
    Polyval polyval = Polyval.forLongInputs();
    polyval.key(HexFormat.of().parseHex("25629347589242761d31f826ba4b757b"), 0);
    polyval.wipe();
    byte[] out = new byte[16];
    polyval.hash(new byte[] {1}, 0, 1, out, 0);
    assertThat(out).containsOnly(0);
  }

  /** S := (S + X) * H * x^-128, one bit after the other. */
  private static byte[] definition(byte[] key, byte[] in) {
    BigInteger modulus = BigInteger.ONE.setBit(128).setBit(127).setBit(126).setBit(121);
    BigInteger h = number(key, 0);
    BigInteger s = BigInteger.ZERO;
    for (int at = 0; at < in.length; at += 16) {
      s = s.xor(number(in, at));
      BigInteger product = BigInteger.ZERO;
      for (int i = 0; i < 128; i++) {
        if (s.testBit(i)) {
          product = product.xor(h);
        }
        // Dividing by x: make the lowest bit zero first.
        if (product.testBit(0)) {
          product = product.xor(modulus);
        }
        product = product.shiftRight(1);
      }
      s = product;
    }
    byte[] out = new byte[16];
    for (int i = 0; i < 16; i++) {
      out[i] = s.shiftRight(8 * i).byteValue();
    }
    return out;
  }

  private static BigInteger number(byte[] bytes, int at) {
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; i < 16 && at + i < bytes.length; i++) {
      number = number.or(BigInteger.valueOf(bytes[at + i] & 0xff).shiftLeft(8 * i));
    }
    return number;
  }
}
