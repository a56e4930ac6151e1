/** What the README shows, compiled and run: {@link io.whisper.it.readme.ReadmeExampleIT}. */
@NullMarked
package io.whisper.it.readme;

import org.jspecify.annotations.NullMarked;
