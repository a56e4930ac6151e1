/** Benchmarks of a relay's store; docs/performance.md says how to run them. */
@NullMarked
package io.whisper.node.bench;

import org.jspecify.annotations.NullMarked;
