/**
 * What an endpoint keeps over restarts, of what it left at stores and of its keys: {@link
 * io.whisper.rendezvous.kept.KeptFiles} has each thing in a file of its own, {@link
 * io.whisper.rendezvous.kept.KeptRecords} many in one value.
 */
@NullMarked
package io.whisper.rendezvous.kept;

import org.jspecify.annotations.NullMarked;
