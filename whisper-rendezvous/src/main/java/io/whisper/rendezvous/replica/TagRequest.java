package io.whisper.rendezvous.replica;

import java.util.concurrent.CompletableFuture;

/**
 * One request of a {@link TagConversation}.
 *
 * @param command what is sent
 * @param data with it, not copied
 * @param answerCommand of every message that answers
 * @param answer reads these messages
 * @param result completed by the answer
 */
@SuppressWarnings("ArrayRecordComponent") // Made for one circuit and sent once.
record TagRequest(
    int command, byte[] data, int answerCommand, TagAnswer answer, CompletableFuture<?> result) {
  @Override
  public String toString() {
    return "TagRequest[" + command + "]";
  }
}
