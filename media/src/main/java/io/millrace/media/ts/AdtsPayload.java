package io.millrace.media.ts;

import io.millrace.media.AacFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.aac.Adts;
import io.millrace.media.aac.AudioSpecificConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** ADTS frames, one after the other (ISO/IEC 13818-1, 2.11; ISO/IEC 14496-3, 1.A.2). */
record AdtsPayload(AudioSpecificConfig config) implements UnitPayload {
    static AdtsPayload of(AacFormat format) throws MalformedMediaException {
        return new AdtsPayload(AudioSpecificConfig.parse(format.audioSpecificConfig()));
    }

    @Override
    public Naming naming() {
        return Naming.audio(StreamTypes.AAC_ADTS);
    }

    @Override
    public boolean sharesPackets() {
        return true;
    }

    @Override
    public List<byte[]> of(List<Unit> units) throws MalformedMediaException {
        List<byte[]> parts = new ArrayList<>(2 * units.size());
        for (Unit unit : units) {
            byte[] header = new byte[Adts.HEADER_SIZE];
            ByteBuf out = Unpooled.wrappedBuffer(header).writerIndex(0);
            Adts.write(config, unit.sizeBytes(), out);
            parts.add(header);
            parts.add(unit.payload());
        }
        return parts;
    }
}
