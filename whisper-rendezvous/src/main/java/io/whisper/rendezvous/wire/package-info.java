/** The protobuf documents of this module, generated from {@code src/main/protobuf}. */
@NullMarked
package io.whisper.rendezvous.wire;

import org.jspecify.annotations.NullMarked;
