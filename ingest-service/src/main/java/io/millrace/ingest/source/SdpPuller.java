package io.millrace.ingest.source;

import io.millrace.media.MalformedMediaException;
import io.millrace.rtsp.client.SdpReceiver;
import io.millrace.rtsp.client.SdpSource;
import io.millrace.stream.Counters;
import io.netty.channel.IoEventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Takes RTP over UDP that comes by itself, as a file with a session description says: {@code
 * sdp:/etc/millrace/camera.sdp?interface=eth0}.
 */
record SdpPuller(IoEventLoopGroup loops, Counters counters) implements Puller {
    private static final int MAX_BYTES = 64 << 10;

    @Override
    public Pull pull(PullRequest request, Feed feed) {
        AddressQuery query = AddressQuery.of(request.address().text());
        Path file = path(request.address().rest());
        Late<SdpReceiver> late = new Late<>(SdpReceiver::close);
        Blocking.run(
                "sdp-source",
                feed,
                () -> {
                    if (Files.size(file) > MAX_BYTES) {
                        throw new IOException(file + " is no session description: too long");
                    }
                    SdpSource source =
                            SdpSource.of(Files.readString(file)).on(query.text("interface"));
                    try {
                        late.opened(SdpReceiver.start(source, feed, counters, loops));
                    } catch (MalformedMediaException unusable) {
                        throw new IOException(file + ": " + Problems.text(unusable), unusable);
                    }
                });
        return late;
    }

    private static Path path(String rest) {
        int mark = rest.indexOf('?');
        String name = mark < 0 ? rest : rest.substring(0, mark);
        try {
            return Path.of(name.startsWith("//") ? name.substring(2) : name);
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("not a file's name: " + invalid.getReason());
        }
    }
}
