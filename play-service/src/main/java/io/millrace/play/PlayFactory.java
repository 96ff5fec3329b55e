package io.millrace.play;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.millrace.mpegts.http.FlvFlavour;
import io.millrace.mpegts.http.HttpStreams;
import io.millrace.mpegts.http.StreamForm;
import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.access.AccessReading;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.job.Demand;
import io.millrace.runtime.job.DemandReading;
import io.millrace.runtime.session.SessionReading;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Counters;
import io.millrace.stream.HttpFront;
import io.millrace.stream.Reading;
import io.millrace.stream.StreamLog;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.mpegts.TsFlavour;
import io.millrace.stream.read.LogReading;
import io.millrace.stream.read.ReadSettings;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;

/** The way out. */
@Factory
final class PlayFactory {
    /** What peers read from. */
    @Singleton
    @Primary
    Reading admission(
            LogReading reading, SessionRegistry sessions, AccessControl access, Demand demand) {
        Reading demanding = new DemandReading(new SessionReading(reading, sessions), demand);
        return new AccessReading(demanding, access);
    }

    @Singleton
    @Bean(preDestroy = "close")
    LogReading reading(LiveConfig live, StreamLog log, Counters counters, ThreadTicker ticker) {
        LogReading reading =
                new LogReading(
                        log,
                        path -> readSettings(live.current().settingsOf(path)),
                        counters,
                        InstantSource.system(),
                        ticker);
        live.subscribe(_ -> reading.settingsChanged());
        return reading;
    }

    private static ReadSettings readSettings(PathSettings path) {
        ReadSettings defaults = ReadSettings.defaults();
        return new ReadSettings(
                path.read().ringBytes(),
                path.read().grace().toMillis(),
                defaults.idleMillis(),
                defaults.openWaitMillis());
    }

    @Singleton
    StreamForm mpegts(Counters counters) {
        return StreamForm.mpegts(new TsFlavour(counters));
    }

    @Singleton
    StreamForm flv(Counters counters) {
        return StreamForm.flv(new FlvFlavour(counters));
    }

    @Singleton
    HttpStreams httpStreams(
            LiveConfig live,
            Reading reading,
            List<StreamForm> forms,
            HttpFront front,
            Counters counters) {
        return new HttpStreams(
                reading, forms, () -> live.current().http().readTimeout(), front, counters);
    }
}
