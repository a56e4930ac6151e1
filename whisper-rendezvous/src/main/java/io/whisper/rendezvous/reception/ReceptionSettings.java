package io.whisper.rendezvous.reception;

/**
 * How a recipient wants to be reached.
 *
 * @param points how many introduction points, 1 to 20
 * @param hops the intermediaries of its circuits, 0 to 3
 */
public record ReceptionSettings(int points, int hops) {}
