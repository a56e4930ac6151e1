/**
 * The primitives, one class each and no more than the protocol needs of it; the larger ones build
 * on the smaller, up to {@link io.whisper.core.crypto.XWing}.
 *
 * <p>Curves, ML-KEM, SHA-3 and SHAKE are BouncyCastle's, AES and SHA-2 the JDK's (each is the
 * faster there). All static methods are safe to call from any thread.
 */
@NullMarked
package io.whisper.core.crypto;

import org.jspecify.annotations.NullMarked;
