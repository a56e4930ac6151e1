/** The protobuf documents of this module, generated from {@code src/main/protobuf}. */
@NullMarked
package io.whisper.core.envelope.wire;

import org.jspecify.annotations.NullMarked;
