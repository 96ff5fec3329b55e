package io.millrace.rtsp.message;

/** What travels over an RTSP connection, in either direction. */
public sealed interface RtspMessage permits RtspRequest, RtspResponse, InterleavedFrame {}
