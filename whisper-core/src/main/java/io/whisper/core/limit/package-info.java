/**
 * Bounds on how much may happen in a time; entry type {@link io.whisper.core.limit.TokenBucket}.
 */
@NullMarked
package io.whisper.core.limit;

import org.jspecify.annotations.NullMarked;
