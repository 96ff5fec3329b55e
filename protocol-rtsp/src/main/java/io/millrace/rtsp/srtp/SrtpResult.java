package io.millrace.rtsp.srtp;

/** What came out of a protected packet. */
public enum SrtpResult {
    OK("ok"),
    /** Too short, or no such packet. */
    MALFORMED("malformed"),
    /** Not made with the key, or changed on its way. */
    FORGED("forged"),
    /** Came before, or so late that this cannot be told. */
    REPLAYED("replayed"),
    /** More SSRCs than a medium has. */
    TOO_MANY_SOURCES("too-many-sources");

    private final String label;

    SrtpResult(String label) {
        this.label = label;
    }

    /** For metrics. */
    public String label() {
        return label;
    }
}
