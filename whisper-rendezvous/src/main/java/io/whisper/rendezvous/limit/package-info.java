/**
 * Bounds on how often something may be asked of a relay's services; entry type {@link
 * io.whisper.rendezvous.limit.LinkRates}.
 */
@NullMarked
package io.whisper.rendezvous.limit;

import org.jspecify.annotations.NullMarked;
