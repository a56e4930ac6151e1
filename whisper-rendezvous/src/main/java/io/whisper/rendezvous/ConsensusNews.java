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
        public boolean inVain() {
          return false;
        }

        @Override
        public void listen(Runnable listener) {}
      };

  /** What was tried in vain, in words for a person; empty when there is nothing to say. */
  String trouble();

  /** Whether somebody was asked for a newer consensus than the present one, and had none. */
  boolean inVain();

  /** Has a listener called when there is a new consensus, or what is told changes. */
  void listen(Runnable listener);
}
