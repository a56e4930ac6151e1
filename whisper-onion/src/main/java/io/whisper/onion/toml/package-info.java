/**
 * Strict reading of TOML files: {@link io.whisper.onion.toml.TomlTable} refuses what nobody asked
 * it for, and every refusal is one line that names file, line, value and what is accepted.
 */
@NullMarked
package io.whisper.onion.toml;

import org.jspecify.annotations.NullMarked;
