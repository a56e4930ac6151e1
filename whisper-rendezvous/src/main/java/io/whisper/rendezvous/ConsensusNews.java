package io.whisper.rendezvous;

/** What is told of the way to a consensus. Thread-safe. */
interface ConsensusNews {
  /** For a network whose consensus is there and stays. */
  ConsensusNews NONE =
      new ConsensusNews() {
        @Override
        public String trouble() {
          return "";
        }

        @Override
        public void listen(Runnable listener) {}
      };

  /** What was tried in vain, in words for a person; empty when there is nothing to say. */
  String trouble();

  /** Has a listener called when there is a new consensus, or another trouble. */
  void listen(Runnable listener);
}
