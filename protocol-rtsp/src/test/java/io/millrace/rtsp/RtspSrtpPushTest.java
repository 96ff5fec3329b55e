package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Unit;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspOutlet;
import io.millrace.rtsp.client.RtspPull;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.rtsp.srtp.SrtpLimits;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.push.PushSettings;
import io.millrace.stream.push.PushSnapshot;
import io.millrace.stream.push.PushStatus;
import io.millrace.stream.push.PushUrl;
import io.millrace.stream.push.Pushes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishing as SRTP by our client, with keys that ANNOUNCE and SETUP tell over RTSPS. */
@Timeout(120)
class RtspSrtpPushTest {
    private static final int PICTURES = 30;

    @TempDir static Path directory;
    private static TestCertificate certificate;

    private RtspClient client;
    private RtspRig rig;

    @BeforeAll
    static void certify() throws Exception {
        certificate = TestCertificate.create(directory);
    }

    @BeforeEach
    void start() throws Exception {
        start(true);
    }

    private void start(boolean srtp) throws Exception {
        rig = RtspRig.startSecure(certificate, srtp);
        client = new RtspClient(new Counters());
    }

    @AfterEach
    void stop() {
        client.close();
        rig.close();
    }

    private static void write(Publisher publisher, int from, int to) {
        for (int number = from; number < to; number++) {
            publisher.write(TestStream.picture(number, number % 10 == 0, 3_000));
            publisher.write(TestStream.audio(number));
        }
    }

    /** Pushes {@code live/a} to {@code live/copy} of the same server, over RTSPS and as SRTP. */
    private Pushes pushing(SrtpLimits keys) throws Exception {
        String fingerprint = certificate.fingerprint();
        Pushes pushes =
                new Pushes(
                        rig.log,
                        settings ->
                                new RtspOutlet(
                                        client,
                                        RtspSource.of(RtspUrl.parse(settings.url().text()))
                                                .withCertificate(fingerprint)
                                                .withSecureMedia(keys),
                                        rig.counters),
                        _ -> 10_000,
                        rig.counters,
                        new Pushes.Time(InstantSource.system(), rig.ticker),
                        () -> Executors.newSingleThreadExecutor(Thread.ofVirtual().factory()));
        pushes.put(
                new PathName("live/a"),
                PushSettings.to(
                        PushUrl.parse(
                                "rtsps://127.0.0.1:%d/live/copy"
                                        .formatted(rig.server.securePort().orElseThrow()))));
        return pushes;
    }

    private static PushSnapshot awaited(Pushes pushes, PushStatus status) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (pushes.snapshots().getFirst().status() != status) {
            assertTrue(System.nanoTime() < deadline, () -> pushes.snapshots().toString());
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return pushes.snapshots().getFirst();
    }

    @Test
    void push_asSrtp_isDecryptedByTheServerUnitByUnit() throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        Pushes pushes = pushing(SrtpLimits.standard());
        try {
            write(publisher, 0, 1);
            awaited(pushes, PushStatus.ACTIVE);
            write(publisher, 1, 11);
            PulledUnits units = new PulledUnits();
            RtspPull pull = pullOnceLive(units);
            write(publisher, 11, 2 * PICTURES);
            units.awaitPictures(2 * PICTURES - 21);
            assertEquals(TestStream.BOTH, units.tracks());
            assertExact(units);
            assertEquals(0, rig.count("rtsp_srtp_dropped"));
            pull.close();
            units.awaitClosed();
        } finally {
            pushes.close();
        }
    }

    private static void assertExact(PulledUnits units) {
        int[] next = {-1, -1};
        for (Unit unit : units.units()) {
            int number = ByteBuffer.wrap(unit.payload()).getInt(unit.track() == 0 ? 6 : 0);
            assertTrue(next[unit.track()] < 0 || next[unit.track()] == number);
            Unit sent =
                    unit.track() == 0
                            ? TestStream.picture(number, number % 10 == 0, 3_000)
                            : TestStream.audio(number);
            assertArrayEquals(sent.payload(), unit.payload());
            assertEquals(sent.randomAccess(), unit.randomAccess());
            next[unit.track()] = number + 1;
        }
    }

    /** A key is for 600 packets, a picture is three: each is renewed long before its end. */
    @Test
    void push_whoseKeysAreUsedUp_goesOnWithNewOnes() throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        Pushes pushes = pushing(new SrtpLimits(600, 600));
        try {
            write(publisher, 0, 1);
            awaited(pushes, PushStatus.ACTIVE);
            write(publisher, 1, 11);
            PulledUnits units = new PulledUnits();
            RtspPull pull = pullOnceLive(units);
            for (int from = 11; rig.count("rtsp_srtp_keys_renewed") < 3; from += 10) {
                write(publisher, from, from + 10);
                units.awaitPictures(from - 11);
            }
            assertExact(units);
            assertEquals(0, rig.count("rtsp_srtp_dropped"));
            assertEquals(List.of(), pushes.snapshots().getFirst().errors());
            pull.close();
            units.awaitClosed();
        } finally {
            pushes.close();
        }
    }

    /** The copy is there once its first unit has gone through the server. */
    private RtspPull pullOnceLive(PulledUnits units) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (rig.reading
                .open(ReadRequest.internal(new PathName("live/copy")))
                .toCompletableFuture()
                .isCompletedExceptionally()) {
            assertTrue(System.nanoTime() < deadline, "the copy is not there");
            TimeUnit.MILLISECONDS.sleep(10);
        }
        RtspSource source =
                RtspSource.of(RtspUrl.parse(rig.url("live/copy"))).with(RtspSource.Carrier.TCP);
        return client.pull(source, units).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void push_asSrtpToServerWithout_tellsItsRefusal() throws Exception {
        stop();
        start(false);
        Publisher publisher = TestStream.publisher(rig, "live/a");
        Pushes pushes = pushing(SrtpLimits.standard());
        try {
            write(publisher, 0, 1);
            PushSnapshot refused = awaited(pushes, PushStatus.RECONNECTING);
            String why = refused.errors().getFirst().message();
            assertTrue(why.contains("SETUP: 461"), why);
        } finally {
            pushes.close();
        }
    }

    @Test
    void secureMedia_withoutTls_isNotToBeHad() {
        RtspSource plain = RtspSource.of(RtspUrl.parse("rtsp://127.0.0.1/a"));
        assertThrows(
                IllegalStateException.class, () -> plain.withSecureMedia(SrtpLimits.standard()));
    }
}
