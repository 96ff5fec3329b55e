/** Settings: one table of keys, read from a YAML file and the environment, all errors at once. */
@NullMarked
package io.millrace.runtime.config;

import org.jspecify.annotations.NullMarked;
