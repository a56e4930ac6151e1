/** Tests of the whole: module rules, networks in one JVM and in containers. */
@NullMarked
package io.whisper.it;

import org.jspecify.annotations.NullMarked;
