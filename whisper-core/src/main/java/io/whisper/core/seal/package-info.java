/**
 * The end-to-end envelope of a first contact: {@link io.whisper.core.seal.Sealer} closes it to a
 * recipient's prekey and opens it there (docs/protocol.md, 12).
 */
@NullMarked
package io.whisper.core.seal;

import org.jspecify.annotations.NullMarked;
