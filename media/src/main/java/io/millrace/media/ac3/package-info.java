/** AC-3 and E-AC-3 (ETSI TS 102 366 | ATSC A/52). */
@NullMarked
package io.millrace.media.ac3;

import org.jspecify.annotations.NullMarked;
