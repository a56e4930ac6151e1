/** Bytes, keys and time: what every other module is built from, without a network. */
@NullMarked
package io.whisper.core;

import org.jspecify.annotations.NullMarked;
