package io.whisper.onion.directory.authority;

import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.path.AddressBlock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many relays of one neighbourhood and of one operator are let in: nobody becomes a large part
 * of the network with one rented block of addresses. Counts what it admits; not thread-safe.
 */
final class AdmissionCaps {
  private final boolean anyBlock;
  private final long perBlock;
  private final long perOperator;
  private final Map<Object, Integer> admitted = new HashMap<>();

  /** The name of an operator, apart from a family of the same name. */
  private record Contact(String contact) {}

  /** Caps as {@code parameters} set them, nobody admitted yet. */
  AdmissionCaps(NetworkParameters parameters) {
    this.anyBlock = parameters.relaxAddressBlocks();
    this.perBlock = parameters.get(NetworkParameter.RELAYS_PER_ADDRESS_BLOCK);
    this.perOperator = parameters.get(NetworkParameter.RELAYS_PER_OPERATOR);
  }

  /** Counts {@code relay} in, unless one of its groups is full. */
  boolean admit(RelayDescriptor relay) {
    Set<AddressBlock> blocks = new HashSet<>();
    if (!anyBlock) {
      relay.target().addresses().forEach(each -> blocks.add(AddressBlock.of(each.getAddress())));
    }
    Set<Object> operators = new HashSet<>(relay.families());
    if (!relay.contact().isEmpty()) {
      operators.add(new Contact(relay.contact()));
    }
    boolean room =
        blocks.stream().allMatch(group -> count(group) < perBlock)
            && operators.stream().allMatch(group -> count(group) < perOperator);
    if (room) {
      blocks.forEach(group -> admitted.merge(group, 1, Integer::sum));
      operators.forEach(group -> admitted.merge(group, 1, Integer::sum));
    }
    return room;
  }

  private int count(Object group) {
    return admitted.getOrDefault(group, 0);
  }
}
