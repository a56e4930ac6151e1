/**
 * How a recipient can be reached: its introduction points, its keys, its presence on the ring, and
 * what comes in. The entry type is {@link io.whisper.rendezvous.reception.Reception}.
 */
@NullMarked
package io.whisper.rendezvous.reception;

import org.jspecify.annotations.NullMarked;
