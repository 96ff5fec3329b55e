package io.millrace.media.sdp;

/**
 * An {@code a=} line (RFC 8866, section 5.13).
 *
 * @param value empty for a property attribute
 */
public record SdpAttribute(String name, String value) {}
