package io.millrace.media;

/**
 * A whole transport stream as received: the hidden track of paths set to passthrough. A unit is TS
 * packets of 188 bytes, one after the other, PSI and null packets included; readers of a transport
 * stream get these bytes and no other track, readers of other protocols never see the track. Ticks
 * are 90 kHz. Entry points begin with a join header: see {@link
 * io.millrace.media.ts.TsPassthrough}, which reads the payload.
 */
public record TransportStreamFormat() implements Format {

    @Override
    public String codec() {
        return "MPEG-TS";
    }

    @Override
    public MediaKind kind() {
        return MediaKind.DATA;
    }

    @Override
    public int clockRate() {
        return DATA_CLOCK_RATE;
    }

    @Override
    public PayloadForm payloadForm() {
        return PayloadForm.TS;
    }
}
