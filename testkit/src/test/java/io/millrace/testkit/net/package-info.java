/** Tests. */
@NullMarked
package io.millrace.testkit.net;

import org.jspecify.annotations.NullMarked;
