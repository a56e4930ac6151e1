/** The embedding face: what an application says to whisper and hears from it. */
@NullMarked
package io.whisper.rendezvous;

import org.jspecify.annotations.NullMarked;
