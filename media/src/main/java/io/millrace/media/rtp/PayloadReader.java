package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;

/** Reads the bytes before the codec's own in a packet. Borrows its array. Not thread-safe. */
final class PayloadReader {
    private final byte[] packet;
    private final String what;
    private int position;

    PayloadReader(byte[] packet, String what) {
        this.packet = packet;
        this.what = what;
    }

    int next() throws MalformedMediaException {
        if (position >= packet.length) {
            throw malformed("header is cut off");
        }
        return packet[position++] & 0xFF;
    }

    int nextShort() throws MalformedMediaException {
        return next() << 8 | next();
    }

    int nextMedium() throws MalformedMediaException {
        return next() << 16 | nextShort();
    }

    void skip(int bytes) throws MalformedMediaException {
        if (bytes > packet.length - position) {
            throw malformed("header is cut off");
        }
        position += bytes;
    }

    int remaining() {
        return packet.length - position;
    }

    /** Where the codec's bytes begin; there is at least one. */
    int payloadAt() throws MalformedMediaException {
        if (position >= packet.length) {
            throw malformed("nothing after the header");
        }
        return position;
    }

    MalformedMediaException malformed(String why) {
        return new MalformedMediaException(what + ": " + why);
    }
}
