package io.millrace.packager;

import java.io.InputStream;

/**
 * The body of an answer that is made as the client takes it.
 *
 * @param sizeBytes of all of it
 * @param content its bytes, made as they are read; reading blocks
 */
record LongBody(long sizeBytes, InputStream content) {}
