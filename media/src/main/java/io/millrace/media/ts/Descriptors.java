package io.millrace.media.ts;

import io.millrace.media.Bytes;
import io.millrace.media.Language;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Descriptors of program maps (ISO/IEC 13818-1, 2.6; ETSI EN 300 468, 6): tag, length, content. */
final class Descriptors {
    static final int REGISTRATION = 0x05;
    static final int LANGUAGE = 0x0A;
    static final int METADATA = 0x26;
    static final int METADATA_STD = 0x27;
    static final int TELETEXT = 0x56;
    static final int SUBTITLING = 0x59;
    static final int AC3 = 0x6A;
    static final int ENHANCED_AC3 = 0x7A;
    static final int AAC = 0x7C;
    static final int EXTENSION = 0x7F;

    private static final int HEADER_SIZE = 2;
    private static final int LANGUAGE_CODE_SIZE = 3;

    private Descriptors() {}

    /** Content of the first descriptor with this tag; the search ends at one that is cut off. */
    static Optional<byte[]> find(Bytes descriptors, int tag) {
        int position = 0;
        while (position + HEADER_SIZE <= descriptors.size()) {
            int size = descriptors.unsignedByte(position + 1);
            int content = position + HEADER_SIZE;
            if (size > descriptors.size() - content) {
                return Optional.empty();
            }
            if (descriptors.unsignedByte(position) == tag) {
                byte[] all = descriptors.toByteArray();
                return Optional.of(Arrays.copyOfRange(all, content, content + size));
            }
            position = content + size;
        }
        return Optional.empty();
    }

    static boolean has(Bytes descriptors, int tag) {
        return find(descriptors, tag).isPresent();
    }

    /** Whether a registration_descriptor says this format_identifier (2.6.8). */
    static boolean isRegistered(Bytes descriptors, String identifier) {
        byte[] wanted = identifier.getBytes(StandardCharsets.US_ASCII);
        return find(descriptors, REGISTRATION)
                .filter(content -> content.length >= 4)
                .filter(content -> Arrays.equals(content, 0, 4, wanted, 0, 4))
                .isPresent();
    }

    /** The first language of an ISO_639_language_descriptor (2.6.18). */
    static Optional<Language> language(Bytes descriptors) {
        return find(descriptors, LANGUAGE)
                .filter(content -> content.length >= LANGUAGE_CODE_SIZE)
                .map(content ->
                        new String(content, 0, LANGUAGE_CODE_SIZE, StandardCharsets.ISO_8859_1))
                .flatMap(code -> Language.of(code.toLowerCase(Locale.ROOT)));
    }

    /** An ISO_639_language_descriptor of one language, with an undefined audio_type. */
    static byte[] language(Language language) {
        String code = language.threeLetters();
        return of(LANGUAGE, code.charAt(0), code.charAt(1), code.charAt(2), 0);
    }

    /** A descriptor with this content. */
    static byte[] of(int tag, int... content) {
        byte[] descriptor = new byte[HEADER_SIZE + content.length];
        descriptor[0] = (byte) tag;
        descriptor[1] = (byte) content.length;
        for (int i = 0; i < content.length; i++) {
            descriptor[HEADER_SIZE + i] = (byte) content[i];
        }
        return descriptor;
    }

    /** A registration_descriptor, with additional_identification_info. */
    static byte[] registration(String identifier, int... information) {
        byte[] name = identifier.getBytes(StandardCharsets.US_ASCII);
        int[] content = new int[name.length + information.length];
        for (int i = 0; i < name.length; i++) {
            content[i] = name[i];
        }
        System.arraycopy(information, 0, content, name.length, information.length);
        return of(REGISTRATION, content);
    }

    static Bytes join(byte[]... descriptors) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] descriptor : descriptors) {
            all.writeBytes(descriptor);
        }
        return Bytes.copyOf(all.toByteArray());
    }
}
