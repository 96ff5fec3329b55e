package io.millrace.ingest.source;

import io.millrace.ingest.file.PlayClock;
import io.millrace.mpegts.http.HttpTsClient;
import io.millrace.rtmp.client.RtmpClient;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.srt.SrtClient;
import io.millrace.stream.Counters;
import io.netty.channel.IoEventLoopGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What pulls which kind of address. */
final class Pullers implements AutoCloseable {
    private final Map<String, Puller> byScheme = new HashMap<>();
    private final RtspClient rtsp;
    private final RtmpClient rtmp;
    private final SrtClient srt;
    private final HttpTsClient http;

    /** On event loops that the caller owns. */
    Pullers(IoEventLoopGroup loops, Counters counters) {
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
        add(new ExecPuller(counters), "exec");
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
