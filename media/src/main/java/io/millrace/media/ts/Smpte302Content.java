package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.LpcmFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.lpcm.Smpte302;
import java.util.List;
import java.util.Optional;

/** Uncompressed audio (SMPTE ST 302). */
final class Smpte302Content implements PacketContent {
    @Override
    public Optional<Format> knownFormat() {
        return Optional.empty();
    }

    @Override
    public List<AudioUnit> units(byte[] data) throws MalformedMediaException {
        Smpte302.Audio audio = Smpte302.unpack(data);
        LpcmFormat format = audio.format();
        int samples = audio.samples().length / format.bytesPerTick();
        return samples == 0 ? List.of() : List.of(new AudioUnit(format, samples, audio.samples()));
    }
}
