package io.millrace.rtsp.auth;

/** Challenges that can be offered (RFC 7617, RFC 7616). */
public enum AuthScheme {
    BASIC,
    DIGEST
}
