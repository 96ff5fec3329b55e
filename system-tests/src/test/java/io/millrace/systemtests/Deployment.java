package io.millrace.systemtests;

/** Where to publish and where to read. */
interface Deployment extends AutoCloseable {
    /** The URL to publish to; {@code scheme} rtsp or rtmp. */
    String publishUrl(String scheme, String path);

    /** The URL to read from; {@code scheme} as {@link ReadProtocol} names them. */
    String readUrl(String scheme, String path);

    int rtspReadPort();

    /** Everything that the processes printed, for a failed test. */
    String output();

    @Override
    void close();
}
