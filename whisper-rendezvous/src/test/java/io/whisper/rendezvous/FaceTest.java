package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.address.Address;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.onion.directory.Network;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The public names that applications are written against, and nothing that is not there yet. */
class FaceTest {
  private static final List<Class<?>> FACE =
      List.of(
          Whisper.class,
          WhisperOptions.class,
          WhisperState.class,
          Endpoint.class,
          EndpointOptions.class,
          SendOptions.class,
          Delivery.class,
          DeliveryState.class,
          Message.class,
          Session.class,
          PublishOptions.class,
          Publication.class,
          PublicationState.class,
          SubscribeOptions.class,
          Subscription.class,
          Post.class,
          Profile.class);

  @Test
  void theCallsFromNothingToAMessageAreThere() throws Exception {
    returns(Whisper.class, Whisper.class.getMethod("join", Network.class));
    returns(Whisper.class, Whisper.class.getMethod("join", Network.class, WhisperOptions.class));
    returns(Endpoint.class, Whisper.class.getMethod("endpoint", Identity.class));
    returns(WhisperState.class, Whisper.class.getMethod("state"));
    returns(void.class, Whisper.class.getMethod("onState", Consumer.class));
    returns(Address.class, Endpoint.class.getMethod("address"));
    returns(void.class, Endpoint.class.getMethod("onMessage", Consumer.class));
    returns(Delivery.class, Endpoint.class.getMethod("send", Address.class, byte[].class));
    returns(
        Delivery.class,
        Endpoint.class.getMethod("send", Address.class, byte[].class, SendOptions.class));
    returns(
        CompletionStage.class, Endpoint.class.getMethod("connect", Address.class, Profile.class));
    returns(Delivery.class, Message.class.getMethod("reply", byte[].class));
    returns(Delivery.class, Session.class.getMethod("send", byte[].class));
    returns(
        Publication.class,
        Endpoint.class.getMethod("publish", Topic.class, byte[].class, PublishOptions.class));
    returns(
        Subscription.class,
        Endpoint.class.getMethod(
            "subscribe", Topic.class, SubscribeOptions.class, PostListener.class));
    returns(CompletionStage.class, Endpoint.class.getMethod("publications"));
    returns(Publication.class, Publication.class.getMethod("replace", byte[].class));
    returns(Optional.class, Post.class.getMethod("author"));
    returns(PublishOptions.class, PublishOptions.class.getMethod("withIdentified", boolean.class));
    returns(
        SubscribeOptions.class,
        SubscribeOptions.class.getMethod("withAuthorsAsked", boolean.class));
    for (Class<?> closed :
        List.of(Whisper.class, Endpoint.class, Session.class, Subscription.class)) {
      assertThat(closed).isAssignableTo(AutoCloseable.class);
    }
  }

  @Test
  void statesAndProfilesHaveTheirNames() {
    assertThat(Arrays.stream(DeliveryState.values()).map(Enum::name))
        .containsExactly("QUEUED", "INTRODUCED", "STORED", "DELIVERED", "EXPIRED", "FAILED");
    assertThat(Arrays.stream(PublicationState.values()).map(Enum::name))
        .containsExactly("QUEUED", "STORED", "WITHDRAWN", "EXPIRED", "FAILED");
    assertThat(Arrays.stream(WhisperState.Phase.values()).map(Enum::name))
        .containsExactly("STARTING", "READY", "DEGRADED", "OFFLINE");
    assertThat(Profile.presets().stream().map(Profile::name))
        .containsExactly("DIRECT", "FAST", "BALANCED");
  }

  @Test
  void whatComesLaterIsAbsent() {
    assertThat(FACE.stream().flatMap(FaceTest::publicNames))
        .doesNotContain("fragments", "paced", "DARK");
  }

  @Test
  void nothingOfTheFaceCanBeExtendedOrMadeByOthers() {
    assertThat(FACE).allSatisfy(type -> assertThat(Modifier.isFinal(type.getModifiers())).isTrue());
    assertThat(
            List.of(
                Whisper.class,
                Endpoint.class,
                Delivery.class,
                Message.class,
                Session.class,
                Publication.class,
                Subscription.class,
                Post.class))
        .allSatisfy(type -> assertThat(type.getConstructors()).isEmpty());
  }

  private static void returns(Class<?> type, Method method) {
    assertThat(method.getReturnType()).as(method.toString()).isEqualTo(type);
  }

  private static Stream<String> publicNames(Class<?> type) {
    return Stream.concat(
        Arrays.stream(type.getMethods()).map(Method::getName),
        Arrays.stream(type.getFields()).map(field -> field.getName()));
  }
}
