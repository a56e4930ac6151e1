/**
 * The TOML files of the roles, read strictly; entry types {@link
 * io.whisper.node.config.AuthorityConfig}, {@link io.whisper.node.config.RelayConfig} and {@link
 * io.whisper.node.config.EndpointConfig}. Every key is documented in docs/configuration.md.
 */
@NullMarked
package io.whisper.node.config;

import org.jspecify.annotations.NullMarked;
