package io.whisper.core.testkit;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that can be reached from an object by the fields of its class and of its superclasses, as a
 * debugger would: what something remembers, whether it means to or not.
 *
 * <p>What is read while other threads change it may be read half; so it is made on the thread that
 * the objects are confined to. Statics, classes, threads and enum constants are nobody's memory.
 */
@SuppressWarnings("ReferenceEquality") // Equal objects are not one.
public final class ObjectGraph {
  /** Each object, and the one from which it was first reached; the root from itself. */
  private final IdentityHashMap<Object, Object> reachedFrom = new IdentityHashMap<>();

  private ObjectGraph() {}

  /**
   * What can be reached.
   *
   * @param boundary what belongs to others: it is part of the graph, what is behind it is not
   */
  public static ObjectGraph of(Object root, Predicate<Object> boundary) {
    ObjectGraph graph = new ObjectGraph();
    graph.reachedFrom.put(root, root);
    Queue<Object> next = new ArrayDeque<>(List.of(root));
    for (Object each = next.poll(); each != null; each = next.poll()) {
      if (each == root || !boundary.test(each)) {
        for (Object behind : behind(each)) {
          if (graph.reachedFrom.putIfAbsent(behind, each) == null) {
            next.add(behind);
          }
        }
      }
    }
    return graph;
  }

  /** All objects; equal ones are each for itself. */
  public Stream<Object> objects() {
    return reachedFrom.keySet().stream();
  }

  /** The objects of a type. */
  public <T> Stream<T> objects(Class<T> type) {
    return objects().filter(type::isInstance).map(type::cast);
  }

  /** Whether this very object is among them. */
  public boolean contains(Object object) {
    return reachedFrom.containsKey(object);
  }

  /** The types on the way from the root to an object, for a person who wonders. */
  public String way(Object object) {
    List<String> types = new ArrayList<>();
    Object at = object;
    for (Object from = reachedFrom.get(at);
        from != null && from != at;
        from = reachedFrom.get(at)) {
      types.add(at.getClass().getSimpleName());
      at = from;
    }
    types.add(at.getClass().getSimpleName());
    Collections.reverse(types);
    return String.join(" > ", types);
  }

  /** Whether these bytes stand somewhere in an array of bytes, or their digits in a string. */
  public boolean holds(byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    return objects(byte[].class).anyMatch(array -> contains(array, bytes))
        || objects(String.class).anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(hex));
  }

  /** Whether one array of bytes contains another. */
  public static boolean contains(byte[] array, byte[] bytes) {
    for (int at = 0; at + bytes.length <= array.length; at++) {
      int same = 0;
      while (same < bytes.length && array[at + same] == bytes[same]) {
        same++;
      }
      if (same == bytes.length) {
        return true;
      }
    }
    return false;
  }

  private static List<Object> behind(Object object) {
    List<Object> behind = new ArrayList<>();
    if (object instanceof Object[] array) {
      addAll(behind, Arrays.asList(array));
    } else if (object instanceof Map<?, ?> map) {
      addAll(behind, new ArrayList<>(map.keySet()));
      addAll(behind, new ArrayList<>(map.values()));
    } else if (object instanceof Collection<?> all) {
      addAll(behind, new ArrayList<>(all));
    } else if (object instanceof Optional<?> optional) {
      optional.ifPresent(behind::add);
    } else if (object instanceof AtomicReference<?> reference) {
      add(behind, reference.get());
    } else if (object instanceof CompletableFuture<?> future) {
      if (future.isDone() && !future.isCompletedExceptionally()) {
        add(behind, future.join());
      }
    }
    for (Class<?> type = object.getClass(); mine(type); type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          add(behind, value(field, object));
        }
      }
    }
    return behind;
  }

  private static void addAll(List<Object> to, Collection<?> values) {
    values.forEach(value -> add(to, value));
  }

  private static void add(List<Object> to, @Nullable Object value) {
    if (value != null && !(value instanceof Class<?> || value instanceof Enum<?>)) {
      to.add(value);
    }
  }

  private static @Nullable Object value(Field field, Object of) {
    try {
      field.setAccessible(true);
      return field.get(of);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot look at " + field, e);
    }
  }

  /** Whether the fields of a class can be looked at: those of the JDK are closed. */
  private static boolean mine(@Nullable Class<?> type) {
    if (type == null || type.isArray()) {
      return false;
    }
    String name = type.getName();
    return !Stream.of("java.", "javax.", "jdk.", "sun.", "com.sun.").anyMatch(name::startsWith);
  }
}
