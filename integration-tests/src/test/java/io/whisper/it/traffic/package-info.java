/**
 * A steady stream of numbered messages and the account of what became of each; entry types {@link
 * io.whisper.it.traffic.Correspondent}, a process, and {@link io.whisper.it.traffic.Ledger}.
 */
@NullMarked
package io.whisper.it.traffic;

import org.jspecify.annotations.NullMarked;
