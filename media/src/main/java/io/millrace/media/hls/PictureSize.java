package io.millrace.media.hls;

/** Width and height of the shown picture, in pixels. */
public record PictureSize(int width, int height) {}
