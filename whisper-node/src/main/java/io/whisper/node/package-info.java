/** The program: roles, configuration and the command line; its entry is Main. */
@NullMarked
package io.whisper.node;

import org.jspecify.annotations.NullMarked;
