/** Encryption of listeners: one certificate for all of them, read again when its files change. */
@NullMarked
package io.millrace.runtime.tls;

import org.jspecify.annotations.NullMarked;
