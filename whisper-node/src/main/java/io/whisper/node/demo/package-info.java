/** Every way of delivery once, on a local network; entry type {@link io.whisper.node.demo.Demo}. */
@NullMarked
package io.whisper.node.demo;

import org.jspecify.annotations.NullMarked;
