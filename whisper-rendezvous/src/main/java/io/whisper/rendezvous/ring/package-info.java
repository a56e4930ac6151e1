/** Where documents lie: {@link io.whisper.rendezvous.ring.Ring} says which relays hold a tag. */
@NullMarked
package io.whisper.rendezvous.ring;

import org.jspecify.annotations.NullMarked;
