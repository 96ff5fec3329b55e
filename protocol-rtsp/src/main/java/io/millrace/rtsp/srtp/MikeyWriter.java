package io.millrace.rtsp.srtp;

import io.millrace.media.rtp.NtpTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes the header and the payloads T, RAND, SP and KEMAC (RFC 3830, section 6). */
final class MikeyWriter {
    private static final int RANDOM_BYTES = 16;
    private static final int AUTHENTICATION_KEY_BYTES = 20;

    private MikeyWriter() {}

    static byte[] write(MikeyMessage message) {
        ByteBuf out = Unpooled.buffer();
        out.writeByte(MikeyPayload.VERSION).writeByte(MikeyPayload.PRE_SHARED_KEY);
        out.writeByte(MikeyPayload.TIMESTAMP).writeByte(0);
        out.writeInt((int) message.bundle());
        out.writeByte(message.sessions().size()).writeByte(MikeyPayload.SRTP_MAP);
        for (MikeyMessage.CryptoSession session : message.sessions()) {
            out.writeByte(0).writeInt((int) session.ssrc()).writeInt((int) session.rollOvers());
        }
        writeTime(out);
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        out.writeByte(MikeyPayload.SECURITY_POLICY).writeByte(random.length).writeBytes(random);
        writePolicy(out);
        writeKey(message.key(), out);
        return ByteBufUtil.getBytes(out);
    }

    private static void writeTime(ByteBuf out) {
        long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        out.writeByte(MikeyPayload.RANDOM).writeByte(MikeyPayload.NTP_UTC);
        out.writeLong(NtpTime.ofMicros(nowMicros));
    }

    /** AES_CM_128_HMAC_SHA1_80, all on (6.10.1). */
    private static void writePolicy(ByteBuf out) {
        ByteBuf parameters = Unpooled.buffer();
        parameter(parameters, MikeyPayload.ENCRYPTION, MikeyPayload.AES_CM);
        parameter(parameters, MikeyPayload.ENCRYPTION_KEY_BYTES, SrtpKey.MASTER_BYTES);
        parameter(parameters, MikeyPayload.AUTHENTICATION, MikeyPayload.HMAC_SHA1);
        parameter(parameters, MikeyPayload.AUTHENTICATION_KEY_BYTES, AUTHENTICATION_KEY_BYTES);
        parameter(parameters, MikeyPayload.RTP_ENCRYPTED, 1);
        parameter(parameters, MikeyPayload.RTCP_ENCRYPTED, 1);
        parameter(parameters, MikeyPayload.RTP_AUTHENTICATED, 1);
        parameter(parameters, MikeyPayload.TAG_BYTES, PacketCipher.TAG_BYTES);
        out.writeByte(MikeyPayload.KEMAC).writeByte(0).writeByte(MikeyPayload.SRTP);
        out.writeShort(parameters.readableBytes()).writeBytes(parameters);
    }

    private static void parameter(ByteBuf out, int type, int value) {
        out.writeByte(type).writeByte(1).writeByte(value);
    }

    /** The last payload: neither encrypted nor authenticated (6.2), with one key in it (6.13). */
    private static void writeKey(SrtpKey key, ByteBuf out) {
        byte[] identifier = key.identifier().toByteArray();
        byte[] both = key.joined();
        boolean identified = identifier.length > 0;
        int size = 4 + both.length + (identified ? 1 + identifier.length : 0);
        out.writeByte(MikeyPayload.LAST).writeByte(0).writeShort(size);
        out.writeByte(MikeyPayload.LAST);
        out.writeByte(MikeyPayload.TRAFFIC_KEY << 4 | (identified ? MikeyPayload.BY_SPI : 0));
        out.writeShort(both.length).writeBytes(both);
        if (identified) {
            out.writeByte(identifier.length).writeBytes(identifier);
        }
        out.writeByte(0);
    }
}
