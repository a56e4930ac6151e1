/**
 * Authors of posts (docs/protocol.md, 18.9): {@link io.whisper.rendezvous.author.RoomKeys} are what
 * an author signs with and says are its own, {@link io.whisper.rendezvous.author.Authors} asks
 * others for theirs.
 */
@NullMarked
package io.whisper.rendezvous.author;

import org.jspecify.annotations.NullMarked;
