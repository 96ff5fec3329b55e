package io.millrace.media.ts;

import io.millrace.media.LpcmFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.lpcm.Smpte302;
import java.util.List;

/** Uncompressed audio (SMPTE ST 302): one unit in a PES packet. */
record Smpte302Payload(LpcmFormat format) implements UnitPayload {
    @Override
    public Naming naming() {
        return Naming.registered(StreamTypes.PRIVATE_PES, Descriptors.registration("BSSD"));
    }

    @Override
    public List<byte[]> of(List<Unit> units) throws MalformedMediaException {
        return List.of(Smpte302.pack(format, units.getFirst().payload()));
    }
}
