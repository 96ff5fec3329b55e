package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.client.H264Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that comes in the middle of a GOP of four seconds. */
@RequiresFfmpeg
class JoinIT {
    private static final String NEXT = "?join=next";
    private static final String PATH = "join/long-gop";

    /** Pictures after the key picture at which the reader comes. */
    private static final int MIDWAY = 30;

    @Test
    void read_midwayInLongGop_beginsWithTheLastKeyPictureBeforeTheNextIsPublished(
            @TempDir Path data) throws Exception {
        List<String> published =
                FrameHashes.ofFile(Clip.LONG_GOP.file()).stream()
                        .filter(FrameHash::video)
                        .map(FrameHash::md5)
                        .toList();
        try (StandaloneDeployment deployment = StandaloneDeployment.start(data);
                ChildProcess publisher =
                        Publishers.publish(
                                PublishProtocol.RTSP_TCP,
                                Clip.LONG_GOP,
                                deployment.publishUrl("rtsp", PATH))) {
            int rtsp = deployment.ports().rtsp();
            int rtmp = deployment.ports().rtmp();
            Publishers.awaitRtsp(rtsp, PATH, publisher);
            try (Witness witness = new Witness(rtsp, published)) {
                check(witness, published, "RTSP", () -> LivePictures.rtsp(rtsp, PATH));
                check(witness, published, "RTMP", () -> LivePictures.rtmp(rtmp, PATH));
                witness.awaitPlaceInGop(MIDWAY);
                int key = witness.newest() / Clip.LONG_GOP.gopPictures();
                try (LivePictures overRtmp = LivePictures.rtmp(rtmp, PATH + NEXT);
                        LivePictures overRtsp = LivePictures.rtsp(rtsp, PATH + NEXT)) {
                    checkNext(key, published, overRtmp);
                    checkNext(key, published, overRtsp);
                }
            }
        }
    }

    private static void check(
            Witness witness, List<String> published, String protocol, Opening opening)
            throws IOException, InterruptedException {
        int gop = Clip.LONG_GOP.gopPictures();
        witness.awaitPlaceInGop(MIDWAY);
        int key = witness.newest() / gop * gop;
        try (LivePictures reader = opening.open()) {
            H264Picture first = reader.next();
            int newest = witness.newest();

            assertTrue(first.isKey(), protocol);
            assertEquals(key, published.indexOf(first.md5()), protocol);
            assertTrue(
                    newest < key + gop,
                    protocol
                            + ": the next key picture, "
                            + (key + gop)
                            + ", came before: "
                            + newest);
            for (int i = 1; i < gop; i++) {
                assertEquals(key + i, published.indexOf(reader.next().md5()), protocol);
            }
        }
    }

    /** One that does not take what is old begins with a key picture that came later. */
    private static void checkNext(int gop, List<String> published, LivePictures reader)
            throws IOException {
        H264Picture first = reader.next();
        assertTrue(first.isKey());
        int place = published.indexOf(first.md5());
        assertTrue(place >= (gop + 1) * Clip.LONG_GOP.gopPictures(), gop + ", " + place);
    }

    /** Connects a reader. */
    private interface Opening {
        LivePictures open() throws IOException;
    }

    /** A reader from the start, which knows the newest picture published. */
    private static final class Witness implements AutoCloseable {
        private final LivePictures pictures;
        private final List<String> published;
        private final AtomicInteger newest = new AtomicInteger(-1);
        private volatile boolean closed;

        Witness(int port, List<String> published) throws IOException {
            this.pictures = LivePictures.rtsp(port, PATH);
            this.published = published;
            Thread.ofVirtual().start(this::follow);
        }

        int newest() {
            return newest.get();
        }

        void awaitPlaceInGop(int place) throws InterruptedException {
            int gop = Clip.LONG_GOP.gopPictures();
            int last = newest();
            // The place itself, or the same place of the next GOP if this one is past.
            int target = Math.max(0, last) / gop * gop + place;
            int wanted = target > last ? target : target + gop;
            while (newest() < wanted) {
                Thread.sleep(10);
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            pictures.close();
        }

        private void follow() {
            try {
                while (true) {
                    newest.set(published.indexOf(pictures.next().md5()));
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
