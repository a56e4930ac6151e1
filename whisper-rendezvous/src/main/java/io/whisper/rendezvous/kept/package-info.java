/**
 * What an endpoint keeps over restarts of what it left at stores: {@link
 * io.whisper.rendezvous.kept.KeptFiles} has each thing in a file of its own.
 */
@NullMarked
package io.whisper.rendezvous.kept;

import org.jspecify.annotations.NullMarked;
