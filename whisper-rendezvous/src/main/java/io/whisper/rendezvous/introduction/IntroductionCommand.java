package io.whisper.rendezvous.introduction;

import io.whisper.onion.cell.RelayCommand;

/** The relay commands of the introduction service (docs/protocol.md, "Introduction"). */
final class IntroductionCommand {
  /** Recipient to point: {@link EstablishIntroduction}. */
  static final int ESTABLISH_INTRODUCTION = RelayCommand.INTRODUCTION_FIRST;

  /** Point to recipient: it is one now. Empty. */
  static final int INTRODUCTION_ESTABLISHED = ESTABLISH_INTRODUCTION + 1;

  /** Sender to point: {@link Introduction}. */
  static final int INTRODUCE = ESTABLISH_INTRODUCTION + 2;

  /** Point to sender: {@link IntroduceStatus}, one byte. */
  static final int INTRODUCE_ACK = ESTABLISH_INTRODUCTION + 3;

  /** Point to recipient: number 4, {@link Introduction}. */
  static final int INTRODUCED = ESTABLISH_INTRODUCTION + 4;

  /** Recipient to point: number 4, sealed answer. */
  static final int ANSWER = ESTABLISH_INTRODUCTION + 5;

  /** Point to sender: sealed answer. */
  static final int ANSWERED = ESTABLISH_INTRODUCTION + 6;

  private IntroductionCommand() {}
}
