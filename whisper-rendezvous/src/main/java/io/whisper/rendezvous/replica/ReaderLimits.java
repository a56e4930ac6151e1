package io.whisper.rendezvous.replica;

/**
 * The bounds of a {@link TagReader}.
 *
 * @param unfinished envelopes that a listener may have and not be done with, 1 to 65,536: when as
 *     many are out, no more are fetched, and what is pushed is noted to be fetched later
 * @param unfinishedBytes the same in bytes, 1 to 2^30; a batch of 32 may go over it
 * @param remembered ids of what was given, 1 to 10,000,000. When as many are remembered, those that
 *     expired are forgotten, and then the one that no store has named for the longest time: rather
 *     twice than not at all, which the listener is told. Of an eighth of as many it is known that
 *     they were withdrawn before they were given
 * @param wanted ids that are known and not fetched yet, 800 to 1,000,000: beyond it lists are not
 *     read on, and what is pushed is found by a new list
 */
public record ReaderLimits(int unfinished, long unfinishedBytes, int remembered, int wanted) {
  /** Checks the ranges. */
  public ReaderLimits {
    within("unfinished", unfinished, 1, 65_536);
    within("unfinishedBytes", unfinishedBytes, 1, 1L << 30);
    within("remembered", remembered, 1, 10_000_000);
    within("wanted", wanted, 800, 1_000_000);
  }

  /**
   * 256 envelopes of 1 MiB not done with, 294,912 remembered (50 MB at most), 4,096 wanted. Three
   * stores that keep the share of a tag have no more: 93,727 of the smallest size each.
   */
  public static ReaderLimits defaults() {
    return new ReaderLimits(256, 1 << 20, 294_912, 4096);
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " to " + most);
    }
  }
}
