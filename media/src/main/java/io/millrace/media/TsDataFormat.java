package io.millrace.media;

/**
 * A PID of a transport stream that has no parser here, carried as received: SCTE-35, teletext, DVB
 * subtitles, private data. A unit is whole TS packets of 188 bytes that hold one PES packet or the
 * sections that end in them; the PID in them is the source's. Ticks are 90 kHz.
 *
 * @param pid of the source, 16 to 8,190
 * @param streamType of the PMT
 * @param descriptors of the PMT's entry for it
 */
public record TsDataFormat(int pid, int streamType, Bytes descriptors) implements Format {
    public TsDataFormat {
        if (pid < 16 || pid > 8190 || streamType < 0 || streamType > 255) {
            throw new IllegalArgumentException("PID " + pid + " of stream type " + streamType);
        }
    }

    @Override
    public String codec() {
        return "TS stream type 0x%02x".formatted(streamType);
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
