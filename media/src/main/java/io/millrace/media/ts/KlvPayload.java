package io.millrace.media.ts;

import io.millrace.media.KlvFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.klv.KlvItems;
import java.util.List;

/** KLV metadata, bare or in cells (MISB ST 1402). One object a track; not thread-safe. */
final class KlvPayload implements UnitPayload {
    /** metadata_application_format 0x0100, metadata_format by identifier, service 0 (2.6.60). */
    private static final byte[] METADATA =
            Descriptors.of(Descriptors.METADATA, 0x01, 0x00, 0xFF, 'K', 'L', 'V', 'A', 0x00, 0x0F);

    /** No limits told: leak rates and buffer size 0 (2.6.62). */
    private static final byte[] METADATA_STD =
            Descriptors.of(Descriptors.METADATA_STD, 0xC0, 0, 0, 0xC0, 0, 0, 0xC0, 0, 0);

    private final KlvFormat format;
    private int sequenceNumber;

    KlvPayload(KlvFormat format) {
        this.format = format;
    }

    @Override
    public Naming naming() {
        if (!format.synchronous()) {
            return Naming.registered(StreamTypes.PRIVATE_PES, Descriptors.registration("KLVA"));
        }
        return new Naming(
                StreamTypes.METADATA_PES,
                PesHeader.STREAM_ID_METADATA,
                Descriptors.join(METADATA, METADATA_STD));
    }

    @Override
    public List<byte[]> of(List<Unit> units) throws MalformedMediaException {
        byte[] items = units.getFirst().payload();
        if (!format.synchronous()) {
            return List.of(items);
        }
        byte[] cell = KlvItems.toCell(items, sequenceNumber);
        sequenceNumber = sequenceNumber + 1 & 0xFF;
        return List.of(cell);
    }
}
