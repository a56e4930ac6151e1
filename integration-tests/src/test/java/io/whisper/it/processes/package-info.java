/**
 * The distribution in processes of its own, and networks of them as an operator runs them; entry
 * type {@link io.whisper.it.processes.ProcessNetwork}.
 */
@NullMarked
package io.whisper.it.processes;

import org.jspecify.annotations.NullMarked;
