/**
 * Bounds on how often something may be asked of a relay's services: {@link
 * io.whisper.rendezvous.limit.TokenBucket} for one asker, {@link
 * io.whisper.rendezvous.limit.LinkLimits} for each link.
 */
@NullMarked
package io.whisper.rendezvous.limit;

import org.jspecify.annotations.NullMarked;
