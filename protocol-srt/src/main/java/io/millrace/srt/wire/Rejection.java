package io.millrace.srt.wire;

import java.util.Optional;

/**
 * Why a handshake was refused (draft-sharabayko-srt, 4.3.1.3). Codes 1000 to 1017 are of the
 * protocol, 1400 to 1599 mean what the HTTP status less 1000 means, 2000 and up are the
 * application's. These are the codes that libsrt's applications see; on the wire those from 1400 on
 * are 1000 larger, as libsrt has it. Some peers send 1400 to 1599 as they are: they are understood.
 */
public record Rejection(int code) {
    public static final Rejection UNKNOWN = new Rejection(1000);
    public static final Rejection SYSTEM = new Rejection(1001);
    public static final Rejection PEER = new Rejection(1002);
    public static final Rejection RESOURCE = new Rejection(1003);
    public static final Rejection ROGUE = new Rejection(1004);
    public static final Rejection BACKLOG = new Rejection(1005);
    public static final Rejection INTERNAL = new Rejection(1006);
    public static final Rejection CLOSE = new Rejection(1007);
    public static final Rejection VERSION = new Rejection(1008);
    public static final Rejection RENDEZVOUS_COOKIE = new Rejection(1009);
    public static final Rejection BAD_SECRET = new Rejection(1010);
    public static final Rejection UNSECURE = new Rejection(1011);
    public static final Rejection MESSAGE_API = new Rejection(1012);
    public static final Rejection CONGESTION = new Rejection(1013);
    public static final Rejection FILTER = new Rejection(1014);
    public static final Rejection GROUP = new Rejection(1015);
    public static final Rejection TIMEOUT = new Rejection(1016);
    public static final Rejection CRYPTO = new Rejection(1017);
    public static final Rejection BAD_REQUEST = new Rejection(1400);
    public static final Rejection UNAUTHORIZED = new Rejection(1401);
    public static final Rejection OVERLOAD = new Rejection(1402);
    public static final Rejection FORBIDDEN = new Rejection(1403);
    public static final Rejection NOT_FOUND = new Rejection(1404);
    public static final Rejection BAD_MODE = new Rejection(1405);
    public static final Rejection UNACCEPTABLE = new Rejection(1406);
    public static final Rejection CONFLICT = new Rejection(1409);
    public static final Rejection UNSUPPORTED_MEDIA = new Rejection(1415);
    public static final Rejection LOCKED = new Rejection(1423);
    public static final Rejection FAILED_DEPENDENCY = new Rejection(1424);
    public static final Rejection SERVER_ERROR = new Rejection(1500);
    public static final Rejection UNIMPLEMENTED = new Rejection(1501);
    public static final Rejection GATEWAY = new Rejection(1502);
    public static final Rejection UNAVAILABLE = new Rejection(1503);
    public static final Rejection VERSION_UNSUPPORTED = new Rejection(1505);
    public static final Rejection NO_ROOM = new Rejection(1507);

    private static final int FIRST_OF_THE_PROTOCOL = 1000;
    private static final int FIRST_OF_APPLICATIONS = 1400;
    private static final int APPLICATION_OFFSET = 1000;
    private static final int FIRST_APPLICATION_TYPE = 2000;

    public Rejection {
        if (code < FIRST_OF_THE_PROTOCOL || code > Integer.MAX_VALUE - APPLICATION_OFFSET) {
            throw new IllegalArgumentException("A rejection code is 1000 or more: " + code);
        }
    }

    /** The type field of a handshake that says this. */
    public int handshakeType() {
        return code < FIRST_OF_APPLICATIONS ? code : code + APPLICATION_OFFSET;
    }

    /** What a handshake's type field says, when it refuses. */
    public static Optional<Rejection> ofHandshakeType(int type) {
        if (type < FIRST_OF_THE_PROTOCOL) {
            return Optional.empty();
        }
        return Optional.of(
                new Rejection(type < FIRST_APPLICATION_TYPE ? type : type - APPLICATION_OFFSET));
    }

    /** What it says in a log. */
    public String text() {
        return switch (code) {
            case 1000 -> "unknown reason";
            case 1001 -> "system error";
            case 1002 -> "refused by the peer";
            case 1003 -> "out of resources";
            case 1004 -> "malformed handshake";
            case 1005 -> "too many connections waiting";
            case 1006 -> "internal error";
            case 1007 -> "listener is closing";
            case 1008 -> "version too old";
            case 1009 -> "rendezvous cookies collide";
            case 1010 -> "wrong passphrase";
            case 1011 -> "passphrase required or unexpected";
            case 1012 -> "stream mode against message mode";
            case 1013 -> "other congestion control";
            case 1014 -> "other packet filter";
            case 1015 -> "groups are not supported";
            case 1016 -> "time-out";
            case 1017 -> "other encryption mode";
            case 1400 -> "bad request";
            case 1401 -> "unauthorized";
            case 1402 -> "overloaded";
            case 1403 -> "forbidden";
            case 1404 -> "not found";
            case 1405 -> "mode not supported here";
            case 1406 -> "parameters not acceptable";
            case 1409 -> "conflict";
            case 1415 -> "media type not supported";
            case 1423 -> "locked";
            case 1424 -> "session it depends on is gone";
            case 1500 -> "internal server error";
            case 1501 -> "not implemented";
            case 1502 -> "gateway was refused";
            case 1503 -> "service unavailable";
            case 1505 -> "SRT version not supported";
            case 1507 -> "no room";
            default -> "code " + code;
        };
    }
}
