package io.millrace.media.ts;

import io.millrace.media.TsDataFormat;
import io.millrace.media.Unit;
import java.util.List;

/** A stream that is carried as received: its units are packets, which {@link DataUnits} reads. */
record DataPayload(TsDataFormat format, DataUnits units) implements UnitPayload {
    DataPayload(TsDataFormat format) {
        this(format, new DataUnits());
    }

    boolean hasSections() {
        return DataStreams.hasSections(format.streamType());
    }

    @Override
    public Naming naming() {
        return new Naming(format.streamType(), PesHeader.STREAM_ID_PRIVATE, format.descriptors());
    }

    @Override
    public List<byte[]> of(List<Unit> received) {
        throw new IllegalStateException("the multiplex writes its packets");
    }
}
