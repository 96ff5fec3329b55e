package io.millrace.media.ts;

import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.Unit;
import java.util.ArrayList;
import java.util.List;

/** MPEG-4 part 2, with its headers where decoding may start (ISO/IEC 14496-2, 6.2.1). */
record Mpeg4VideoPayload(Mpeg4VideoFormat format) implements UnitPayload {
    @Override
    public Naming naming() {
        return Naming.video(StreamTypes.MPEG4_VIDEO);
    }

    @Override
    public List<byte[]> of(List<Unit> units) {
        List<byte[]> parts = new ArrayList<>();
        for (Unit unit : units) {
            if (unit.randomAccess()) {
                parts.add(format.configuration().toByteArray());
            }
            parts.add(unit.payload());
        }
        return parts;
    }
}
