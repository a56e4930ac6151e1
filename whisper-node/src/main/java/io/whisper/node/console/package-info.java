/**
 * What a command tells its user, line by line; entry type {@link io.whisper.node.console.Console}.
 */
@NullMarked
package io.whisper.node.console;

import org.jspecify.annotations.NullMarked;
