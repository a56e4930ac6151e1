/**
 * How directory documents travel: {@link io.whisper.onion.directory.service.DirectoryService}
 * answers for a relay, {@link io.whisper.onion.directory.service.DirectoryClient} keeps the
 * consensus of a node new, {@link io.whisper.onion.directory.service.DescriptorPublisher} makes a
 * relay known.
 */
@NullMarked
package io.whisper.onion.directory.service;

import org.jspecify.annotations.NullMarked;
