package io.millrace.media.aac;

import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;

/** program_config_element (ISO/IEC 14496-3, 4.4.1.1): which channels there are. */
final class ProgramConfig {
    private ProgramConfig() {}

    /** Counts the channels that the element lists. */
    static int channels(BitReader bits) throws MalformedMediaException {
        bits.skip(4 + 2 + 4); // element_instance_tag, object_type, sampling_frequency_index
        int front = bits.bits(4);
        int side = bits.bits(4);
        int back = bits.bits(4);
        int lowFrequency = bits.bits(2);
        bits.skip(3 + 4); // num_assoc_data_elements, num_valid_cc_elements
        skipMixdown(bits, 4);
        skipMixdown(bits, 4);
        skipMixdown(bits, 3);
        int channels = lowFrequency;
        for (int element = 0; element < front + side + back; element++) {
            channels += bits.flag() ? 2 : 1;
            bits.skip(4);
        }
        if (channels == 0) {
            throw new MalformedMediaException("program_config_element without channels");
        }
        return channels;
    }

    private static void skipMixdown(BitReader bits, int size) throws MalformedMediaException {
        if (bits.flag()) {
            bits.skip(size);
        }
    }
}
