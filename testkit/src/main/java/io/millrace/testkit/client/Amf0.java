package io.millrace.testkit.client;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes the few AMF0 values (amf0-file-format-specification) that a client's commands need. */
final class Amf0 {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    Amf0 number(double value) {
        return write(() -> {
            out.writeByte(0);
            out.writeDouble(value);
        });
    }

    Amf0 string(String value) {
        return write(() -> {
            out.writeByte(2);
            out.writeUTF(value);
        });
    }

    Amf0 nothing() {
        return write(() -> out.writeByte(5));
    }

    /** An object of strings. */
    Amf0 object(Map<String, String> values) {
        write(() -> out.writeByte(3));
        values.forEach((key, value) -> {
            write(() -> out.writeUTF(key));
            string(value);
        });
        return write(() -> out.write(new byte[] {0, 0, 9}));
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private Amf0 write(Step step) {
        try {
            step.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One write to memory. */
    private interface Step {
        void run() throws IOException;
    }
}
