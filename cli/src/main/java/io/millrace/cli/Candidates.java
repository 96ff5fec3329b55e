package io.millrace.cli;

import java.util.Iterator;
import java.util.List;

/** Words that completion offers; others are taken too, since control may know more. */
final class Candidates {
    private Candidates() {}

    /** What a user may do. */
    static final class Actions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("publish", "read", "playback", "api", "metrics").iterator();
        }
    }

    /** What sessions speak. */
    static final class Protocols implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(
                            "rtsp", "rtsps", "rtmp", "rtmps", "srt", "mpegts", "flv", "hls", "dash",
                            "file")
                    .iterator();
        }
    }

    /** What sessions are. */
    static final class SessionStates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("publishing", "standby", "reading", "watching", "waiting").iterator();
        }
    }

    /** What paths are. */
    static final class PathStates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("publishing", "unseen").iterator();
        }
    }
}
