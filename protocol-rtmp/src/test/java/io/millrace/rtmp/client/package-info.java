/** The client against our own server, scripted ones and ffmpeg. */
@NullMarked
package io.millrace.rtmp.client;

import org.jspecify.annotations.NullMarked;
