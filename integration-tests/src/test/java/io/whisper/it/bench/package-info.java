/**
 * Measurements of a whole network in one process; entry type {@link
 * io.whisper.it.bench.NetworkBench}.
 */
@NullMarked
package io.whisper.it.bench;

import org.jspecify.annotations.NullMarked;
