/**
 * The roles of a network as processes run them: {@link io.whisper.node.role.AuthorityRole}, {@link
 * io.whisper.node.role.RelayRole} and {@link io.whisper.node.role.EndpointRole}.
 */
@NullMarked
package io.whisper.node.role;

import org.jspecify.annotations.NullMarked;
