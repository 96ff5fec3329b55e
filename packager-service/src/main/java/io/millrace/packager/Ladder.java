package io.millrace.packager;

import io.millrace.media.dash.Manifest;
import io.millrace.media.dash.Rendition;
import io.millrace.media.hls.CmafMasterPlaylist;
import io.millrace.stream.PathName;
import java.util.List;
import java.util.Optional;

/**
 * Paths that are shown as one content, as they stand now: the first gives the audio and tells where
 * decoding changes. Their segments are taken to begin at the same times. Immutable.
 *
 * @param renditions those that have something to play; at least one
 */
record Ladder(List<CmafView> renditions) {
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** What one text is of: views are equal only to themselves. */
    private record MasterKey(PathName own, List<CmafView> of) {}

    private record ManifestKey(PathName own, List<CmafView> of) {}

    Ladder {
        renditions = List.copyOf(renditions);
    }

    private CmafView first() {
        return renditions.getFirst();
    }

    /** Where the files of a rendition are, from those of the path that is asked for. */
    private static String folder(PathName own, CmafView rendition) {
        return rendition.path().equals(own)
                ? ""
                : Target.fromFolderOf(own, "/" + rendition.path() + "/");
    }

    /** The master playlist at a path's name. */
    byte[] masterPlaylist(PathName own) {
        return first().once(
                        new MasterKey(own, renditions),
                        () -> {
                            List<CmafMasterPlaylist.Source> sources =
                                    renditions.stream().map(one -> source(own, one)).toList();
                            return new CmafMasterPlaylist(
                                            sources.getFirst(), sources.subList(1, sources.size()))
                                    .text();
                        });
    }

    private static CmafMasterPlaylist.Source source(PathName own, CmafView rendition) {
        return new CmafMasterPlaylist.Source(folder(own, rendition), rendition.complete());
    }

    /** The manifest of DASH at a path's name; empty if no segment of it can be played. */
    Optional<byte[]> manifest(PathName own) {
        List<Rendition> all =
                renditions.stream()
                        .map(one ->
                                new Rendition(one.path().value(), folder(own, one), one.listed()))
                        .toList();
        Manifest.Settings settings =
                new Manifest.Settings(
                        first().partMillis(),
                        first().settings().nominalSeconds() * MICROS_PER_SECOND,
                        Target.fromFolderOf(own, Target.CLOCK));
        byte[] text =
                first().once(
                                new ManifestKey(own, renditions),
                                () -> {
                                    Manifest manifest = new Manifest(all, settings);
                                    return manifest.isPlayable() ? manifest.text() : "";
                                });
        return text.length == 0 ? Optional.empty() : Optional.of(text);
    }
}
