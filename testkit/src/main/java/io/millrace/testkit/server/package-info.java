/** Millrace as its users start it: in JVMs of its own, from what the build packaged. */
@NullMarked
package io.millrace.testkit.server;

import org.jspecify.annotations.NullMarked;
