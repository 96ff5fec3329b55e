package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.SegmentName;
import io.millrace.stream.PathName;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class TargetTest {
    @Property(tries = 300)
    void of_anyPath_findsEachKindBehindIt(
            @ForAll("paths") PathName path,
            @ForAll @LongRange(min = 0, max = 999_999_999_999L) long epoch,
            @ForAll @LongRange(min = 0, max = 999_999_999_999L) long number) {
        String base = "/" + path;
        SegmentName name = new SegmentName(epoch, number);
        assertEquals(new Target.PlayerPage(path), Target.of(base));
        assertEquals(new Target.PlayerPageElsewhere(path), Target.of(base + "/"));
        assertEquals(new Target.Master(path), Target.of(base + "/index.m3u8"));
        assertEquals(new Target.Media(path), Target.of(base + "/stream.m3u8"));
        assertEquals(new Target.TransportStreamMaster(path), Target.of(base + "/ts.m3u8"));
        assertEquals(new Target.Manifest(path), Target.of(base + "/manifest.mpd"));
        assertEquals(new Target.Manifest(path), Target.of(base + "/index.mpd"));
        CmafName timed = new CmafName.Timed(1, number);
        assertEquals(new Target.Cmaf(path, timed), Target.of(base + "/" + timed.fileName()));
        CmafName part = new CmafName.Part(name, 1, 3);
        assertEquals(new Target.Cmaf(path, part), Target.of(base + "/" + part.fileName()));
        assertEquals(new Target.MediaSegment(path, name), Target.of(base + "/" + name.fileName()));
    }

    @Property(tries = 500)
    void of_anyText_isSomeTarget(@ForAll String text) {
        assertInstanceOf(Target.class, Target.of(text));
        assertInstanceOf(Target.class, Target.of("/" + text));
    }

    @Provide
    Arbitrary<PathName> paths() {
        Arbitrary<String> part =
                Arbitraries.strings()
                        .withChars("abcXYZ019_.~-")
                        .ofMinLength(1)
                        .ofMaxLength(12)
                        .map(text -> "p" + text);
        return part.list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join("/", parts))
                .map(PathName::new);
    }

    @Test
    void of_reservedNames_areNotPaths() {
        assertEquals(new Target.IndexPage(), Target.of("/"));
        assertEquals(new Target.IndexPage(), Target.of(""));
        assertEquals(new Target.Icon(), Target.of("/favicon.ico"));
        assertEquals(new Target.Asset("hls.js"), Target.of("/_assets/hls.js"));
        assertEquals(new Target.Clock(), Target.of("/_assets/time"));
        assertEquals(new Target.Paths(), Target.of("/_assets/paths"));
    }

    @Test
    void of_noPathBeforeTheFile_isMalformed() {
        assertInstanceOf(Target.Malformed.class, Target.of("/index.m3u8"));
        assertInstanceOf(Target.Malformed.class, Target.of("/seg-1-2.ts"));
        assertInstanceOf(Target.Malformed.class, Target.of("//"));
        assertInstanceOf(Target.Malformed.class, Target.of("//evil.example/"));
        assertInstanceOf(Target.Malformed.class, Target.of("/a/../b"));
        assertInstanceOf(Target.Malformed.class, Target.of("/a b"));
        assertInstanceOf(Target.Malformed.class, Target.of("/" + "a".repeat(181)));
    }
}
