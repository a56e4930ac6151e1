/** The test kit: virtual time, in-memory links and small networks for the tests of every module. */
@NullMarked
package io.whisper.onion.testkit;

import org.jspecify.annotations.NullMarked;
