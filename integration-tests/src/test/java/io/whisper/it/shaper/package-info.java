/**
 * Wide-area links without help of the kernel: a TCP proxy that delays, narrows and cuts; entry type
 * {@link io.whisper.it.shaper.LinkShaper}.
 */
@NullMarked
package io.whisper.it.shaper;

import org.jspecify.annotations.NullMarked;
