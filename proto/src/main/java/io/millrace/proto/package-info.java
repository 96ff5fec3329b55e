/** What is written by hand beside the code made from the .proto files. */
@NullMarked
package io.millrace.proto;

import org.jspecify.annotations.NullMarked;
