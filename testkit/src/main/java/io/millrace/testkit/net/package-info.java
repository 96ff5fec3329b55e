/** Networks that misbehave on purpose, from a seed. */
@NullMarked
package io.millrace.testkit.net;

import org.jspecify.annotations.NullMarked;
