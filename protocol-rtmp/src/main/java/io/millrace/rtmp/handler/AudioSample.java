package io.millrace.rtmp.handler;

import io.millrace.media.Track;

/**
 * One frame of sound.
 *
 * @param timestampTicks of the track's clock rate, which is its sample rate
 */
public record AudioSample(Track track, byte[] payload, long timestampTicks) {}
