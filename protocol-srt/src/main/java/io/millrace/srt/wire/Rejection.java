package io.millrace.srt.wire;

/**
 * Why a handshake was refused: the code that goes over the wire (draft-sharabayko-srt, 4.3.1.3).
 * Codes 1000 to 1017 are of the protocol, 1400 to 1599 mean what the HTTP status less 1000 means,
 * 2000 and up are the application's.
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
    public static final Rejection FORBIDDEN = new Rejection(1403);
    public static final Rejection NOT_FOUND = new Rejection(1404);
    public static final Rejection CONFLICT = new Rejection(1409);

    public Rejection {
        if (code < 1000) {
            throw new IllegalArgumentException("A rejection code is 1000 or more: " + code);
        }
    }

    /** What it says in a log. */
    public String text() {
        return switch (code) {
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
            case 1403 -> "forbidden";
            case 1404 -> "not found";
            case 1409 -> "conflict";
            default -> "code " + code;
        };
    }
}
