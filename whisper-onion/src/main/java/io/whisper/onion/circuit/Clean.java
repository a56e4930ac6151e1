package io.whisper.onion.circuit;

import io.whisper.onion.directory.RelayEntry;
import java.util.List;

/** A circuit that nobody has used yet, and its relays as the consensus listed them. */
record Clean(Circuit circuit, List<RelayEntry> relays) {}
