package io.millrace.ingest.source;

import io.millrace.ingest.file.PlayClock;
import io.millrace.mpegts.http.HttpTsClient;
import io.millrace.rtmp.client.RtmpClient;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.runtime.config.SourceAddress;
import io.millrace.srt.SrtClient;
import io.millrace.stream.Counters;
import io.millrace.stream.Reading;
import io.netty.channel.IoEventLoopGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What pulls which kind of address. */
final class Pullers implements AutoCloseable {
    private final Map<String, Puller> byScheme = new HashMap<>();
    private final RtspClient rtsp;
    private final RtmpClient rtmp;
    private final SrtClient srt;
    private final HttpTsClient http;

    /**
     * On event loops that the caller owns.
     *
     * @param reading of other paths
     */
    Pullers(IoEventLoopGroup loops, Counters counters, Supplier<Reading> reading) {
        rtsp = RtspClient.on(loops, counters);
        rtmp = RtmpClient.on(loops);
        srt = new SrtClient(Optional.of(loops));
        http = HttpTsClient.on(loops);
        add(new RtspPuller(rtsp), "rtsp", "rtsps");
        add(new RtmpPuller(rtmp), "rtmp", "rtmps");
        add(new SrtPuller(srt, loops, counters), "srt");
        add(new UdpPuller(loops, counters), "udp");
        PlayClock clock = PlayClock.system();
        Puller playlists = new HlsPuller(new HlsHttp(), clock, counters);
        add(new HttpKinds(new HttpPuller(http, counters), playlists), "http", "https");
        add(new FilePuller(clock), "file");
        ExecPuller exec = new ExecPuller(counters);
        add(exec, "exec");
        add(new CameraPuller(exec), "rpi-camera");
        add(new SdpPuller(loops, counters), "sdp");
        add(new PathPuller(reading, loops), SourceAddress.PATH);
    }

    private void add(Puller puller, String... schemes) {
        for (String scheme : schemes) {
            byScheme.put(scheme, puller);
        }
    }

    Map<String, Puller> byScheme() {
        return byScheme;
    }

    @Override
    public void close() {
        rtsp.close();
        rtmp.close();
        srt.close();
        http.close();
    }
}
