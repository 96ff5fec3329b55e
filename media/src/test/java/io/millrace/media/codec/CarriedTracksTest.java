package io.millrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.JpegFormat;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.OpusFormat;
import io.millrace.media.Track;
import io.millrace.media.TransportStreamFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CarriedTracksTest {
    private static final Track PICTURES = new Track(0, new JpegFormat());
    private static final Track AAC = new Track(1, new AacFormat(Bytes.ofHex("1190"), 48_000, 2));
    private static final Track OPUS = new Track(2, OpusFormat.of(2));
    private static final Track LAYER_TWO = new Track(3, new MpegAudioFormat(2, 48_000, 2));
    private static final Track WHOLE = new Track(4, new TransportStreamFormat());

    @Test
    void of_tracksThatFit_areCarriedInOrder() {
        CarriedTracks tracks = CarriedTracks.of(Container.FLV, List.of(PICTURES, AAC, OPUS));
        assertEquals(List.of(AAC, OPUS), tracks.carried());
        assertEquals(List.of(PICTURES), tracks.leftOut());
    }

    @Test
    void warning_namesPathTrackCodecProtocolAndWhatCanCarryIt() {
        String warning =
                CarriedTracks.of(Container.FLV, List.of(AAC, LAYER_TWO))
                        .warning("cam")
                        .orElseThrow();
        assertTrue(
                warning.startsWith(
                        "path 'cam': track 3 (MPEG audio) is left out: RTMP cannot carry it; RTSP"),
                warning);
        assertTrue(CarriedTracks.of(Container.FLV, List.of(AAC)).warning("cam").isEmpty());
    }

    @Test
    void oneOfEachKind_second_isLeftOutForItsNumber() {
        CarriedTracks tracks = CarriedTracks.oneOfEachKind(Container.FLV, List.of(AAC, OPUS));
        assertEquals(List.of(AAC), tracks.carried());
        assertTrue(
                tracks.warning("cam").orElseThrow().endsWith("RTMP carries one track of a kind"));
    }

    @Test
    void refusal_namesTheCodecsThatItTakes() {
        CarriedTracks tracks = CarriedTracks.of(Container.FLV, List.of(PICTURES));
        String refusal = tracks.refusal("cam");
        assertTrue(refusal.contains("path 'cam' has no track that RTMP can carry (M-JPEG)"));
        assertTrue(refusal.contains("H264, H265, AV1"), refusal);
    }

    @Test
    void hiddenTrack_isNotWarnedOf() {
        CarriedTracks tracks = CarriedTracks.of(Container.RTP, List.of(AAC, WHOLE));
        assertEquals(List.of(AAC), tracks.carried());
        assertTrue(tracks.leftOut().isEmpty());
        assertFalse(Container.RTP.canCarry(WHOLE.format()));
    }
}
