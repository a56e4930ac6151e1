/** A chat room on a board, in a terminal; entry type {@link io.whisper.node.chat.ChatRoom}. */
@NullMarked
package io.whisper.node.chat;

import org.jspecify.annotations.NullMarked;
