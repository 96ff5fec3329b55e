package io.millrace.play;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.millrace.rtmp.client.RtmpClient;
import io.millrace.rtmp.client.RtmpOutlet;
import io.millrace.rtmp.client.RtmpRequest;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspOutlet;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.runtime.EventLoops;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.srt.SrtClient;
import io.millrace.srt.media.SrtOutlet;
import io.millrace.srt.media.SrtPushTarget;
import io.millrace.stream.Counters;
import io.millrace.stream.StreamLog;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.push.PushOutlet;
import io.millrace.stream.push.PushOutlets;
import io.millrace.stream.push.PushSettings;
import io.millrace.stream.push.Pushes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;

/** The way out to those who do not ask for it. */
@Factory
final class PushFactory {
    @Singleton
    @Bean(preDestroy = "close")
    RtmpClient rtmpClient(EventLoops loops) {
        return RtmpClient.on(loops.group());
    }

    @Singleton
    @Bean(preDestroy = "close")
    RtspClient rtspClient(EventLoops loops, Counters counters) {
        return RtspClient.on(loops.group(), counters);
    }

    @Singleton
    @Bean(preDestroy = "close")
    SrtClient srtClient(EventLoops loops) {
        return new SrtClient(Optional.of(loops.group()));
    }

    @Singleton
    PushOutlets outlets(RtmpClient rtmp, RtspClient rtsp, SrtClient srt, Counters counters) {
        return settings ->
                switch (settings.url().scheme()) {
                    case RTMP, RTMPS -> rtmp(rtmp, settings);
                    case SRT ->
                            new SrtOutlet(
                                    srt,
                                    SrtPushTarget.parse(settings.url().text()),
                                    Math.toIntExact(settings.timeout().toMillis()),
                                    counters);
                    case RTSP, RTSPS -> rtsp(rtsp, settings, counters);
                };
    }

    private static PushOutlet rtmp(RtmpClient client, PushSettings settings) {
        RtmpRequest request =
                RtmpRequest.of(settings.url().text())
                        .withTimeouts(settings.timeout(), settings.timeout());
        return new RtmpOutlet(
                client, settings.fingerprint().map(request::withCertificate).orElse(request));
    }

    private static PushOutlet rtsp(RtspClient client, PushSettings settings, Counters counters) {
        RtspSource target =
                RtspSource.of(RtspUrl.parse(settings.url().text()))
                        .withTimeouts(settings.timeout(), settings.timeout());
        return new RtspOutlet(
                client,
                settings.fingerprint().map(target::withCertificate).orElse(target),
                counters);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Pushes pushes(
            LiveConfig live,
            StreamLog log,
            PushOutlets outlets,
            Counters counters,
            ThreadTicker ticker,
            EventLoops loops) {
        return new Pushes(
                log,
                outlets,
                path -> live.current().settingsOf(path).read().grace().toMillis(),
                counters,
                new Pushes.Time(InstantSource.system(), ticker),
                () -> loops.group().next());
    }
}
