package io.millrace.media.flv;

import io.millrace.media.Format;
import io.millrace.media.G711Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.ac3.Ac3Header;
import io.millrace.media.ac3.Eac3Header;
import io.millrace.media.mpegaudio.MpegAudioHeader;
import java.util.Optional;

/** Sound that needs no sequence header: each unit tells its format, or it is always the same. */
final class FramedAudio extends InBandReader {
    private static final int G711_RATE = 8_000;

    private final Head head;

    /** Reads a unit's head. */
    private interface Head {
        Format read(byte[] data) throws MalformedMediaException;
    }

    private FramedAudio(Head head) {
        this.head = head;
    }

    static FramedAudio mp3() {
        return new FramedAudio(data -> MpegAudioHeader.parse(data, 0, data.length).format());
    }

    static FramedAudio ac3() {
        return new FramedAudio(data -> Ac3Header.parse(data, 0, data.length).format());
    }

    static FramedAudio eac3() {
        return new FramedAudio(data -> Eac3Header.parse(data, 0, data.length).format());
    }

    /** SoundFormat 7 and 8 are mono at 8 kHz. */
    static FramedAudio g711(boolean mu) {
        G711Format.Law law = mu ? G711Format.Law.MU : G711Format.Law.A;
        return new FramedAudio(_ -> new G711Format(law, G711_RATE, 1));
    }

    @Override
    public Optional<Frame> read(byte[] data) throws MalformedMediaException {
        Format next = head.read(data);
        // Streams of E-AC-3 with a varying rate describe themselves a little different each time.
        if (format().filter(known -> known.clockRate() == next.clockRate()).isEmpty()) {
            become(next);
        }
        return Optional.of(new Frame(data, true));
    }
}
