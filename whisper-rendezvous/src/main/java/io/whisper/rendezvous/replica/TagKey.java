package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.store.wire.OpenTag;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What opens one tag at its stores: of a board to know it, of a mailbox to be its owner. Immutable.
 */
public final class TagKey {
  private final EnvelopeKind kind;
  private final Bytes32 tag;
  private final @Nullable BlindedIdentity owner;

  private TagKey(EnvelopeKind kind, Bytes32 tag, @Nullable BlindedIdentity owner) {
    this.kind = kind;
    this.tag = tag;
    this.owner = owner;
  }

  /** The key to a board in one period. */
  public static TagKey board(Bytes32 tag) {
    return new TagKey(EnvelopeKind.BOARD, tag, null);
  }

  /**
   * The key to the mailbox whose tag is that of {@code owner}, which stays the caller's to wipe.
   */
  public static TagKey mailbox(BlindedIdentity owner) {
    return new TagKey(EnvelopeKind.MAILBOX, owner.key().bytes(), owner);
  }

  /** What lies at the tag. */
  public EnvelopeKind kind() {
    return kind;
  }

  /** The tag. */
  public Bytes32 tag() {
    return tag;
  }

  /** The message that opens the tag on the circuit of this binding. */
  CompletableFuture<byte[]> opening(RoleLoop loop, byte[] binding) {
    BlindedIdentity proves = owner;
    return proves == null
        ? CompletableFuture.completedFuture(OpenTag.board(tag).encode())
        : loop.compute(() -> OpenTag.mailbox(proves, binding).encode());
  }

  /** The kind only. */
  @Override
  public String toString() {
    return "TagKey[" + kind + "]";
  }
}
