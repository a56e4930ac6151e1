/** The directory's documents as protobuf, most of it generated from {@code directory.proto}. */
@NullMarked
package io.whisper.onion.directory.wire;

import org.jspecify.annotations.NullMarked;
