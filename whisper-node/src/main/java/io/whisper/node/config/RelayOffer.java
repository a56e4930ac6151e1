package io.whisper.node.config;

import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.relay.RelaySettings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * What a relay is run with and offers to the network.
 *
 * @param settings where it listens, its limits and what it says of its operator
 * @param advertised the addresses at which others reach it; those it listens at when empty
 * @param weight the traffic that it offers to carry, relative to other relays
 * @param duties what it offers beside passing cells on
 * @param store where it keeps the cards and envelopes of others, when that is one of its duties
 */
public record RelayOffer(
    RelaySettings settings,
    List<InetSocketAddress> advertised,
    long weight,
    Set<RelayFlag> duties,
    EnvelopeStoreOpener store) {}
