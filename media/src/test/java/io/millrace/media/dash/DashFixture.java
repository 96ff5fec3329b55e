package io.millrace.media.dash;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Language;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.GrowingSegment;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentName;
import io.millrace.media.hls.SegmentRun;
import io.millrace.media.hls.SegmentStart;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Segments of 2 s with 25 pictures a second and AAC at 48 kHz, and manifests as elements. */
final class DashFixture {
    static final int SECONDS = 2;
    static final int PART_MILLIS = 200;
    static final long ANCHOR_MICROS = 1_760_000_000_000_000L;
    static final Manifest.Settings WHOLE =
            new Manifest.Settings(0, 2_000_000, "../../_assets/time");
    static final Manifest.Settings PARTS =
            new Manifest.Settings(PART_MILLIS, 2_000_000, "../../_assets/time");
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int PICTURE_TICKS = 3_600;
    private static final int AUDIO_TICKS = 1_024;

    private DashFixture() {}

    static List<Track> tracks(int level) {
        byte[] sps = Bytes.ofHex("6764001eacd940a02ff970110000030001").toByteArray();
        sps[3] = (byte) level;
        return List.of(
                new Track(
                        0,
                        new H264Format(
                                List.of(Bytes.copyOf(sps)), List.of(Bytes.ofHex("68ebe3cb22c0")))),
                new Track(
                        1,
                        new AacFormat(Bytes.ofHex("1190"), 48_000, 2),
                        Optional.of(new Language("de"))));
    }

    private static SegmentStart start(long epoch, long number, long discontinuity, List<Track> on) {
        long micros = number * SECONDS * MICROS_PER_SECOND;
        return new SegmentStart(
                new SegmentName(epoch, number),
                discontinuity,
                micros,
                micros,
                ANCHOR_MICROS + micros + pictureOffsetMicros(),
                on);
    }

    /** Pictures are shown two pictures after their decoding time. */
    private static long pictureOffsetMicros() {
        return 2 * PICTURE_TICKS * MICROS_PER_SECOND / 90_000;
    }

    /** Units of a segment's first {@code millis}; audio in whole units. */
    private static List<Unit> units(long number, int millis) {
        List<Unit> units = new ArrayList<>();
        long base = number * SECONDS * 90_000L;
        for (int i = 0; i * 40 < millis; i++) {
            long dts = base + (long) i * PICTURE_TICKS;
            units.add(new Unit(0, dts + 2 * PICTURE_TICKS, dts, 0, i == 0, new byte[1_000]));
        }
        long first = Math.ceilDiv(number * SECONDS * 48_000L, (long) AUDIO_TICKS);
        long end = Math.ceilDiv(number * SECONDS * 48_000L + millis * 48L, (long) AUDIO_TICKS);
        for (long i = first; i < end; i++) {
            units.add(new Unit(1, i * AUDIO_TICKS, i * AUDIO_TICKS, 0, true, new byte[100]));
        }
        return units;
    }

    static CmafSegment complete(long epoch, long number, long discontinuity, int level) {
        List<Track> tracks = tracks(level);
        List<Unit> units = units(number, SECONDS * 1_000);
        long bytes = units.stream().mapToLong(Unit::sizeBytes).sum();
        return CmafSegment.of(
                new Segment(
                        start(epoch, number, discontinuity, tracks),
                        SECONDS * MICROS_PER_SECOND,
                        bytes,
                        List.of(new SegmentRun(tracks, units))),
                PART_MILLIS);
    }

    static CmafSegment growing(long number, int millis) {
        return CmafSegment.of(
                new GrowingSegment(start(1, number, 0, tracks(30)), units(number, millis)),
                PART_MILLIS);
    }

    /** Complete segments of one description. */
    static List<CmafSegment> segments(long from, long to) {
        List<CmafSegment> segments = new ArrayList<>();
        for (long number = from; number < to; number++) {
            segments.add(complete(1, number, 0, 30));
        }
        return segments;
    }

    static Rendition rendition(List<CmafSegment> segments) {
        return new Rendition("live/cam", "", segments);
    }

    static String text(List<CmafSegment> segments, Manifest.Settings settings) {
        return new Manifest(List.of(rendition(segments)), settings).text();
    }

    static Element mpd(List<CmafSegment> segments, Manifest.Settings settings) {
        return parse(text(segments, settings));
    }

    static Element parse(String text) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            Document document =
                    factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
            return document.getDocumentElement();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SAXException | ParserConfigurationException e) {
            throw new AssertionError(text, e);
        }
    }

    static List<Element> all(Element of, String name) {
        NodeList found = of.getElementsByTagNameNS("urn:mpeg:dash:schema:mpd:2011", name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    static Element only(Element of, String name) {
        List<Element> found = all(of, name);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + name);
        }
        return found.getFirst();
    }
}
