/** The pages that people see, and the files that they are made of. */
@NullMarked
package io.millrace.web;

import org.jspecify.annotations.NullMarked;
