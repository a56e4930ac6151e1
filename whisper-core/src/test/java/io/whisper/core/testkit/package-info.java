/**
 * What tests of every module share: a clock that a test moves ({@link
 * io.whisper.core.testkit.VirtualTime}), randomness that repeats, properties over it, and the
 * published vectors.
 */
@NullMarked
package io.whisper.core.testkit;

import org.jspecify.annotations.NullMarked;
