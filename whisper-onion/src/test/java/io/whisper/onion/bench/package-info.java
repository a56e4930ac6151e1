/** Benchmarks of the onion module, run by hand with JMH and never by the build. */
@NullMarked
package io.whisper.onion.bench;

import org.jspecify.annotations.NullMarked;
