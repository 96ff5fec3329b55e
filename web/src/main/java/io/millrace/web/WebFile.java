package io.millrace.web;

/**
 * A file of the pages.
 *
 * @param mediaType for Content-Type
 * @param content shared by all who serve it; not to be written to
 * @param gzipped the same, compressed
 */
public record WebFile(String mediaType, byte[] content, byte[] gzipped) {}
