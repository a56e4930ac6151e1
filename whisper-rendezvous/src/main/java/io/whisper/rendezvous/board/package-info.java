/**
 * Boards (docs/protocol.md, 9.5): {@link io.whisper.rendezvous.board.Posting} puts a post where the
 * readers of a topic find it, and {@link io.whisper.rendezvous.board.BoardReader} reads the topic
 * from period to period.
 */
@NullMarked
package io.whisper.rendezvous.board;

import org.jspecify.annotations.NullMarked;
