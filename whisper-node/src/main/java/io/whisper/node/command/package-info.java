/**
 * The commands of the command line, one class each; entry type {@link
 * io.whisper.node.command.WhisperCommand}.
 */
@NullMarked
package io.whisper.node.command;

import org.jspecify.annotations.NullMarked;
