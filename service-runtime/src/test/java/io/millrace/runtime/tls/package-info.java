/** Tests of certificates. */
@NullMarked
package io.millrace.runtime.tls;

import org.jspecify.annotations.NullMarked;
