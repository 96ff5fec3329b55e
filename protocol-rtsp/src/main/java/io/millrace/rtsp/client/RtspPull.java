package io.millrace.rtsp.client;

import io.millrace.stream.EndReason;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A stream that is being pulled. Thread-safe. */
public interface RtspPull extends AutoCloseable {
    /** Whether the packets come over UDP. */
    boolean isUdp();

    /** The way back, where it was asked for and the server has one. */
    Optional<BackChannel> backChannel();

    /** Completes when it has ended, whoever ended it; never fails. */
    CompletionStage<EndReason> ended();

    /** Says TEARDOWN and ends; the publisher is closed. Does not wait. */
    @Override
    void close();
}
