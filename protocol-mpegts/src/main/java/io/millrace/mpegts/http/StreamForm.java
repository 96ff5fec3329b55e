package io.millrace.mpegts.http;

import io.millrace.media.Track;
import io.millrace.stream.PathName;
import io.millrace.stream.WireFlavour;
import io.millrace.stream.mpegts.TsFlavour;
import io.millrace.stream.mpegts.TsTracks;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A kind of endless stream over HTTP.
 *
 * @param suffix what follows the path in the URL: {@code /<path>/<suffix>}
 * @param protocol of its readers, for admission and lists of sessions
 * @param mediaType the answer's Content-Type
 * @param flavour the bytes that all its readers share
 * @param readers makes what each reader has of its own
 * @param refusal what to tell a reader if it can carry none of the tracks
 */
public record StreamForm(
        String suffix,
        String protocol,
        String mediaType,
        WireFlavour<ByteBuf> flavour,
        Supplier<ReaderForm> readers,
        BiFunction<PathName, List<Track>, Optional<String>> refusal) {

    /** {@code /<path>/mpegts}: its readers share the image of all that read a transport stream. */
    public static StreamForm mpegts(TsFlavour flavour) {
        return new StreamForm(
                "mpegts", "mpegts", "video/mp2t", flavour, TsReaderForm::new, TsTracks::refusal);
    }

    /** {@code /<path>/flv}: an FLV file without end. */
    public static StreamForm flv(FlvFlavour flavour) {
        return new StreamForm(
                "flv", "flv", "video/x-flv", flavour, FlvReaderForm::new, FlvFlavour::refusal);
    }
}
