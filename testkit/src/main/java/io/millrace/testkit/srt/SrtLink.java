package io.millrace.testkit.srt;

/**
 * How a peer connects, in libsrt's words.
 *
 * @param listens else it calls
 * @param port on loopback, its own or the one it calls
 * @param passphrase empty: not encrypted
 * @param keyBytes 16, 24 or 32, where there is a passphrase
 */
public record SrtLink(
        boolean listens,
        int port,
        int latencyMillis,
        String streamId,
        String passphrase,
        int keyBytes) {

    /** A call without stream id, not encrypted. */
    public static SrtLink calls(int port, int latencyMillis) {
        return new SrtLink(false, port, latencyMillis, "", "", 0);
    }

    /** A listener, not encrypted. */
    public static SrtLink listens(int port, int latencyMillis) {
        return new SrtLink(true, port, latencyMillis, "", "", 0);
    }

    /** The same with a stream id. */
    public SrtLink withStreamId(String newStreamId) {
        return new SrtLink(listens, port, latencyMillis, newStreamId, passphrase, keyBytes);
    }

    /** The same, encrypted. */
    public SrtLink withPassphrase(String newPassphrase, int newKeyBytes) {
        return new SrtLink(listens, port, latencyMillis, streamId, newPassphrase, newKeyBytes);
    }

    String mode() {
        return listens ? "listener" : "caller";
    }

    String address() {
        return "srt://127.0.0.1:" + port;
    }
}
