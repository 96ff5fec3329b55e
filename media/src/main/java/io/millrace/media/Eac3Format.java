package io.millrace.media;

import io.millrace.media.ac3.Eac3Header;

/**
 * E-AC-3 (ETSI TS 102 366, annex E). A unit is the syncframes of all substreams for one set of 256
 * to 1,536 samples, as they follow each other. Ticks are samples.
 *
 * @param specificConfig content of the box dec3 (annex F.6)
 * @param sampleRate samples a second; also the clock rate of the track
 * @param channels number of output channels
 */
public record Eac3Format(Bytes specificConfig, int sampleRate, int channels)
        implements AudioFormat {
    public Eac3Format {
        if (sampleRate <= 0 || channels <= 0 || specificConfig.size() < 5) {
            throw new IllegalArgumentException(
                    "Eac3 with " + sampleRate + " Hz, " + channels + " channels");
        }
    }

    @Override
    public String codec() {
        return "E-AC-3";
    }

    @Override
    public int clockRate() {
        return sampleRate;
    }

    @Override
    public int unitTicks(byte[] payload) throws MalformedMediaException {
        return Eac3Header.parse(payload, 0, payload.length).samples();
    }
}
