package io.whisper.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.Property;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link StateStore} does. */
abstract class StateStoreContract {
  StateStore store = StateStore.inMemory();

  abstract StateStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void emptyStoreHasNothing() {
    assertThat(store.read("key")).isEmpty();
    assertThat(store.records("log")).isEmpty();
  }

  @Test
  void valueIsReplacedAsAWhole() {
    store.write("key", new byte[] {1, 2, 3});
    store.write("key", new byte[] {4});
    assertThat(store.read("key")).hasValue(new byte[] {4});
    store.write("key", new byte[0]);
    assertThat(store.read("key")).hasValue(new byte[0]);
  }

  @Test
  void recordsComeBackInOrder() {
    store.append("log", new byte[] {1});
    store.append("log", new byte[0]);
    store.append("log", new byte[] {2, 3});
    assertThat(store.records("log"))
        .containsExactly(new byte[] {1}, new byte[0], new byte[] {2, 3});
  }

  @Test
  void logsAreNamedAndValuesAndChildrenAreNot() {
    assertThat(store.logs()).isEmpty();
    store.append("one", new byte[1]);
    store.append("two", new byte[1]);
    store.write("value", new byte[1]);
    assertThat(store.child("inside").logs()).isEmpty();
    store.child("inside").append("three", new byte[1]);
    assertThat(store.logs()).containsExactlyInAnyOrder("one", "two");
    assertThat(store.child("inside").logs()).containsExactly("three");
    store.delete("one");
    assertThat(store.logs()).containsExactly("two");
    assertThat(store.log("two").damagedBytes()).isZero();
  }

  @Test
  void replacedLogGrowsOn() {
    store.append("log", new byte[] {1});
    store.replaceRecords("log", List.of(new byte[] {7}, new byte[] {8}));
    store.append("log", new byte[] {9});
    assertThat(store.records("log"))
        .containsExactly(new byte[] {7}, new byte[] {8}, new byte[] {9});
    store.replaceRecords("log", List.of());
    assertThat(store.records("log")).isEmpty();
  }

  @Test
  void valueAndLogOfOneNameAreApart() {
    store.write("name", new byte[] {1});
    store.append("name", new byte[] {2});
    assertThat(store.read("name")).hasValue(new byte[] {1});
    assertThat(store.records("name")).containsExactly(new byte[] {2});
  }

  @Test
  void deletingRemovesValueAndLog() {
    store.write("name", new byte[] {1});
    store.append("name", new byte[] {2});
    store.delete("name");
    store.delete("name");
    assertThat(store.read("name")).isEmpty();
    assertThat(store.records("name")).isEmpty();
    store.append("name", new byte[] {3});
    assertThat(store.records("name")).containsExactly(new byte[] {3});
  }

  @Test
  void childIsApartAndTheSameEachTime() {
    store.write("key", new byte[] {1});
    store.child("one").write("key", new byte[] {2});
    store.child("one").append("log", new byte[] {3});
    assertThat(store.read("key")).hasValue(new byte[] {1});
    assertThat(store.child("one").read("key")).hasValue(new byte[] {2});
    assertThat(store.child("two").read("key")).isEmpty();
    assertThat(store.child("one")).isSameAs(store.child("one"));
  }

  @Test
  void closingAChildHasNoEffect() {
    store.child("one").close();
    store.child("one").write("key", new byte[] {2});
    assertThat(store.child("one").read("key")).hasValue(new byte[] {2});
  }

  @Test
  void closedStoreAndItsChildrenRefuse() {
    StateStore child = store.child("one");
    store.close();
    assertThatThrownBy(() -> store.read("key")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> child.append("log", new byte[1]))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bytesAreCopiedAtTheDoor() {
    byte[] bytes = {1};
    store.write("key", bytes);
    store.append("log", bytes);
    bytes[0] = 9;
    store.read("key").orElseThrow()[0] = 9;
    store.records("log").get(0)[0] = 9;
    assertThat(store.read("key")).hasValue(new byte[] {1});
    assertThat(store.records("log")).containsExactly(new byte[] {1});
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a.b", "A", "ä", "a b", "a\n"})
  void nameThatIsNoneIsRefused(String name) {
    assertThatThrownBy(() -> store.write(name, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + name + "\"")
        .hasMessageContaining("a-z 0-9 - _");
    assertThatThrownBy(() -> store.child(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void behavesLikeAListOfRecords() {
    Property.holds(
        5,
        random -> {
          store.delete("log");
          List<byte[]> expected = new ArrayList<>();
          for (int i = 0; i < 30; i++) {
            byte[] record = random.bytes(random.nextInt(300));
            if (random.nextInt(10) == 0) {
              expected.clear();
              store.replaceRecords("log", List.of());
            }
            expected.add(record);
            store.append("log", record);
          }
          assertThat(store.records("log")).containsExactlyElementsOf(expected);
        });
  }
}
