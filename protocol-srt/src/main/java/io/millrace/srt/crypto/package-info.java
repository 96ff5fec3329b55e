/** Encryption of SRT payloads: key material, AES-CTR, key rotation. */
@NullMarked
package io.millrace.srt.crypto;

import org.jspecify.annotations.NullMarked;
