/** The names under which recipients are reached: {@link io.whisper.core.address.Address}. */
@NullMarked
package io.whisper.core.address;

import org.jspecify.annotations.NullMarked;
