/**
 * A network whose every role is a process of its own, as an operator runs it; entry type {@link
 * io.whisper.it.processes.ProcessNetwork}.
 */
@NullMarked
package io.whisper.it.processes;

import org.jspecify.annotations.NullMarked;
