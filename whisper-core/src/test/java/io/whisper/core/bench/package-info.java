/** Benchmarks of the primitives and of sealing: {@link io.whisper.core.bench.SealBench} first. */
@NullMarked
package io.whisper.core.bench;

import org.jspecify.annotations.NullMarked;
