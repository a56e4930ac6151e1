package io.whisper.rendezvous.mailbox;

/** Who takes what waited in a mailbox. Called on the loop. */
public interface MailListener {
  /** A message that was not handed before, as far as the mailbox remembers. */
  void onMail(Mail mail);

  /** Something that nobody can read was deleted. */
  void onUnreadable();
}
