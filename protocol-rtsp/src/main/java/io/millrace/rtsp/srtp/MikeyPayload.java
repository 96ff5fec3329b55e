package io.millrace.rtsp.srtp;

/** Numbers of RFC 3830, section 6. */
final class MikeyPayload {
    static final int VERSION = 1;
    static final int PRE_SHARED_KEY = 0;
    static final int SRTP_MAP = 0;
    static final int SRTP = 0;

    /** Payloads (6.1). */
    static final int LAST = 0;

    static final int KEMAC = 1;
    static final int TIMESTAMP = 5;
    static final int IDENTITY = 6;
    static final int SECURITY_POLICY = 10;
    static final int RANDOM = 11;
    static final int KEY_DATA = 20;
    static final int GENERAL_EXTENSION = 21;

    /** Kinds of time (6.6). */
    static final int NTP_UTC = 0;

    static final int COUNTER = 2;

    /** Parameters of SRTP's policy (6.10.1). */
    static final int ENCRYPTION = 0;

    static final int ENCRYPTION_KEY_BYTES = 1;
    static final int AUTHENTICATION = 2;
    static final int AUTHENTICATION_KEY_BYTES = 3;
    static final int SALT_BYTES = 4;
    static final int PSEUDO_RANDOM_FUNCTION = 5;
    static final int KEY_DERIVATION_RATE = 6;
    static final int RTP_ENCRYPTED = 7;
    static final int RTCP_ENCRYPTED = 8;
    static final int RTP_AUTHENTICATED = 10;
    static final int TAG_BYTES = 11;
    static final int PREFIX_BYTES = 12;
    static final int AES_CM = 1;
    static final int HMAC_SHA1 = 1;

    /** Kinds of keys (6.13), and of their validity. */
    static final int TRAFFIC_KEY = 2;

    static final int TRAFFIC_KEY_AND_SALT = 3;
    static final int BY_SPI = 1;
    static final int BY_INTERVAL = 2;

    private MikeyPayload() {}
}
