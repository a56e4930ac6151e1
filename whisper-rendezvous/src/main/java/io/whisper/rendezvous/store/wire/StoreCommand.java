package io.whisper.rendezvous.store.wire;

import io.whisper.onion.cell.RelayCommand;

/**
 * The relay commands of the store service (docs/protocol.md, "Stores").
 *
 * <p>A circuit is used for one of these: documents are put, a presence or card is got, one tag is
 * opened, or a store offers what it has to another.
 */
public final class StoreCommand {
  /** Puts a document, or a part of one: {@link PutPart}. */
  public static final int PUT = RelayCommand.STORE_FIRST;

  /** Answers the last part of a document: {@link PutAnswer}. */
  public static final int PUT_STATUS = PUT + 1;

  /** Asks for a presence or card: kind u8, tag 32. */
  public static final int GET = PUT + 2;

  /** Answers: 0 and the document, or 1 when there is none. */
  public static final int GOT = PUT + 3;

  /** Opens a tag, to which all that follows on the circuit is about: {@link OpenTag}. */
  public static final int OPEN = PUT + 4;

  /** Answers: {@link TagStatus}. */
  public static final int OPENED = PUT + 5;

  /** Asks what lies at the tag: the id 32 after which to begin, zeros for all. */
  public static final int LIST = PUT + 6;

  /** Answers: {@link Listed}. */
  public static final int LISTED = PUT + 7;

  /** Asks for envelopes: {@link Ids}. */
  public static final int TAKE = PUT + 8;

  /** Answers, for each id in turn: {@link Given}. */
  public static final int TAKEN = PUT + 9;

  /** Asks for what comes to lie at the tag from now on. Empty. */
  public static final int SUBSCRIBE = PUT + 10;

  /** Answers: {@link TagStatus}. */
  public static final int SUBSCRIBED = PUT + 11;

  /** What came, or is gone: {@link Given}. */
  public static final int PUSHED = PUT + 12;

  /** Deletes from a mailbox: {@link Ids}. */
  public static final int DELETE = PUT + 13;

  /** Answers: {@link TagStatus}. */
  public static final int DELETED = PUT + 14;

  /** Withdraws from a board: {@link Withdraw}. */
  public static final int WITHDRAW = PUT + 15;

  /** Answers: {@link TagStatus}. */
  public static final int WITHDRAWN = PUT + 16;

  /** Offers what the store has: {@link Offer}. */
  public static final int OFFER = PUT + 17;

  /** Answers which of them shall be put on this circuit: bits. */
  public static final int WANTED = PUT + 18;

  /** Proves that a store speaks, which may then offer and put what it has: {@link PeerHello}. */
  public static final int PEER = PUT + 19;

  /** Answers: {@link TagStatus}. */
  public static final int PEER_STATUS = PUT + 20;

  /** Tells what the store has, so that only what differs has to be named: {@link Summary}. */
  public static final int SUMMARY = PUT + 21;

  /** Answers in which buckets the other store differs: bits. */
  public static final int DIFFERS = PUT + 22;

  private StoreCommand() {}
}
