/**
 * Time as everything else is given it: {@link io.whisper.core.time.TimeSource} tells it and calls
 * back.
 */
@NullMarked
package io.whisper.core.time;

import org.jspecify.annotations.NullMarked;
