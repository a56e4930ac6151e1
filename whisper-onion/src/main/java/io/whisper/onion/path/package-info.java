/**
 * Which relays a circuit goes through: {@link io.whisper.onion.path.PathSelector} draws paths, with
 * {@link io.whisper.onion.path.Guards} holding the few relays that may stand near their beginning.
 */
@NullMarked
package io.whisper.onion.path;

import org.jspecify.annotations.NullMarked;
