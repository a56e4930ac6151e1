/**
 * The rules that every module keeps, held against the compiled classes ({@link
 * io.whisper.it.rules.ModuleRulesTest}) and against the sources ({@link
 * io.whisper.it.rules.SourceRulesTest}).
 */
@NullMarked
package io.whisper.it.rules;

import org.jspecify.annotations.NullMarked;
