/**
 * What endpoints and stores say to each other: the messages of the store service, each a record
 * with its codec (docs/protocol.md, "Stores").
 */
@NullMarked
package io.whisper.rendezvous.store.wire;

import org.jspecify.annotations.NullMarked;
