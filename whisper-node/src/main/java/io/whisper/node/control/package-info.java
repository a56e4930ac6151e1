/**
 * The surface at which a running node is asked what it is doing; entry type {@link
 * io.whisper.node.control.ControlServer}.
 */
@NullMarked
package io.whisper.node.control;

import org.jspecify.annotations.NullMarked;
