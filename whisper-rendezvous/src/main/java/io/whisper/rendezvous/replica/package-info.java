/**
 * How an endpoint writes to the replicas of a tag and reads everything that lies there: {@link
 * io.whisper.rendezvous.replica.TagWriter} and {@link io.whisper.rendezvous.replica.TagReader}
 * (docs/protocol.md, "Writers and readers of tags").
 */
@NullMarked
package io.whisper.rendezvous.replica;

import org.jspecify.annotations.NullMarked;
