package io.millrace.srt.crypto;

import io.millrace.srt.wire.PacketHeader;
import io.netty.buffer.ByteBuf;

/**
 * Encrypts and decrypts the payloads of packets with one key. Buffers given in are borrowed and
 * their indices stay. Not thread-safe.
 */
sealed interface PayloadCipher permits CounterCipher, GaloisCipher {
    /** The largest payload of a packet, whatever it is made of. */
    int MAX_PAYLOAD_BYTES = 1456;

    /** Appends the payload in cipher. */
    void encrypt(PacketHeader header, ByteBuf plain, ByteBuf out);

    /** Appends the payload in plain; false, and nothing appended, when it is not authentic. */
    boolean decrypt(PacketHeader header, ByteBuf sealed, ByteBuf out);
}
