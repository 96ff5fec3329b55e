package io.millrace.media.klv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KlvItemsTest {
    private static final String KEY = "060e2b34020b01010e01030101000000";

    @Test
    void count_shortAndLongLengths_areFollowed() throws Exception {
        byte[] items = Bytes.ofHex(KEY + "02aabb" + KEY + "8103010203" + KEY + "00").toByteArray();
        assertEquals(3, KlvItems.count(items, 0, items.length));
        for (int size = 1; size < items.length - 17; size++) {
            if (size != 19 && size != 40) {
                int cut = size;
                assertThrows(MalformedMediaException.class, () -> KlvItems.count(items, 0, cut));
            }
        }
    }

    @Test
    void cells_written_areReadBack() throws Exception {
        byte[] items = Bytes.ofHex(KEY + "02aabb").toByteArray();
        byte[] cell = KlvItems.toCell(items, 7);
        assertArrayEquals(items, KlvItems.ofCells(cell));
        byte[] two = Arrays.copyOf(cell, 2 * cell.length);
        System.arraycopy(cell, 0, two, cell.length, cell.length);
        assertEquals(2 * items.length, KlvItems.ofCells(two).length);
        assertThrows(
                MalformedMediaException.class,
                () -> KlvItems.ofCells(Arrays.copyOf(cell, cell.length - 1)));
    }

    @Property(tries = 500)
    void count_random_isMalformedOrSmall(@ForAll @Size(max = 80) byte[] data) {
        try {
            assertTrue(KlvItems.count(data, 0, data.length) <= data.length / 17);
        } catch (MalformedMediaException malformed) {
            assertTrue(malformed.toString().contains("KLV"));
        }
    }
}
