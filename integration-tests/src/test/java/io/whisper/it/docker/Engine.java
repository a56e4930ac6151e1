package io.whisper.it.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * The Docker engine of the tests and the images that they run: the project's own, built from its
 * Dockerfile, and one more with the processes of the test kit in it.
 */
final class Engine {
  /** The image of the project's Dockerfile. */
  static final String WHISPER = "whisper-it:local";

  /** The same with the test kit's processes. */
  static final String KIT = "whisper-it-kit:local";

  /** The label of everything that the tests make; its value is the process that made it. */
  static final String LABEL = "io.whisper.it.process";

  private static final String LOCAL_BASE = "whisper-base:local";
  private static final String STANDARD_BASE = "eclipse-temurin:25-jre";
  private static final long BUILD_MINUTES = 8;
  private static final Path ROOT = Path.of("..");

  private static boolean built;

  private Engine() {}

  /** The engine with both images built; aborts the test, visibly, where no engine answers. */
  static synchronized DockerClient require() {
    boolean answers = DockerClientFactory.instance().isDockerAvailable();
    if (!answers) {
      System.err.println(
          "SKIPPED: no Docker engine answers, so nothing of the dockerised network is tested");
    }
    assumeTrue(answers, "no Docker engine answers");
    DockerClient client = DockerClientFactory.instance().client();
    if (!built) {
      sweep(client);
      build(client, ROOT.toFile(), WHISPER, "BASE_IMAGE", base(client));
      buildKit(client);
      built = true;
    }
    return client;
  }

  static Map<String, String> labels() {
    return Map.of(LABEL, Long.toString(ProcessHandle.current().pid()));
  }

  private static String base(DockerClient client) {
    String wanted = System.getenv("WHISPER_BASE_IMAGE");
    if (wanted != null) {
      return wanted;
    }
    try {
      client.inspectImageCmd(LOCAL_BASE).exec();
      return LOCAL_BASE;
    } catch (NotFoundException absent) {
      return STANDARD_BASE;
    }
  }

  private static void build(
      DockerClient client, File context, String tag, String argument, String value) {
    client
        .buildImageCmd(context)
        .withDockerfile(new File(context, "Dockerfile"))
        .withBuildArg(argument, value)
        .withTags(Set.of(tag))
        .exec(new BuildImageResultCallback())
        .awaitImageId(BUILD_MINUTES, TimeUnit.MINUTES);
  }

  private static void buildKit(DockerClient client) {
    try {
      Path context = Files.createTempDirectory("whisper-kit-");
      try {
        Path classes =
            Path.of(Engine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        copy(classes.resolve("io/whisper/it"), context.resolve("kit/io/whisper/it"));
        Files.writeString(
            context.resolve("Dockerfile"),
            """
            ARG WHISPER_IMAGE
            FROM ${WHISPER_IMAGE}
            COPY kit /opt/kit
            """);
        build(client, context.toFile(), KIT, "WHISPER_IMAGE", WHISPER);
      } finally {
        remove(context);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each));
        Files.createDirectories(Files.isDirectory(each) ? target : target.getParent());
        if (!Files.isDirectory(each)) {
          Files.copy(each, target);
        }
      }
    }
  }

  private static void remove(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Removes what earlier runs left that were killed. */
  private static void sweep(DockerClient client) {
    List<Container> containers =
        client.listContainersCmd().withShowAll(true).withLabelFilter(List.of(LABEL)).exec();
    containers.stream()
        .filter(container -> orphaned(container.getLabels()))
        .forEach(
            container ->
                client
                    .removeContainerCmd(container.getId())
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec());
    for (Network network : client.listNetworksCmd().withFilter("label", List.of(LABEL)).exec()) {
      if (orphaned(network.getLabels())) {
        client.removeNetworkCmd(network.getId()).exec();
      }
    }
    client.listVolumesCmd().withFilter("label", List.of(LABEL)).exec().getVolumes().stream()
        .filter(volume -> orphaned(volume.getLabels()))
        .forEach(volume -> removeVolume(client, volume.getName()));
  }

  static void removeVolume(DockerClient client, String name) {
    try {
      client.removeVolumeCmd(name).exec();
    } catch (ConflictException | NotFoundException inUseOrGone) {
      // Whoever uses it removes it.
    }
  }

  private static boolean orphaned(Map<String, String> labels) {
    String process = labels == null ? null : labels.get(LABEL);
    return process != null && ProcessHandle.of(Long.parseLong(process)).isEmpty();
  }
}
