/**
 * A network of containers, each role with an address and a state of its own, which is hurt while
 * messages flow; entry types {@link io.whisper.it.docker.Engine} and {@link
 * io.whisper.it.docker.ContainerNetwork}.
 */
@NullMarked
package io.whisper.it.docker;

import org.jspecify.annotations.NullMarked;
