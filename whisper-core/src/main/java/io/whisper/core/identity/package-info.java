/**
 * Who one is: the keys behind an address, and what they sign and derive, beginning at {@link
 * io.whisper.core.identity.Identity}.
 */
@NullMarked
package io.whisper.core.identity;

import org.jspecify.annotations.NullMarked;
