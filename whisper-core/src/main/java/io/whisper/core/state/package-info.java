/**
 * What a part of whisper keeps over a restart: named values and logs of records in a {@link
 * io.whisper.core.state.StateStore}.
 */
@NullMarked
package io.whisper.core.state;

import org.jspecify.annotations.NullMarked;
