package io.millrace.play;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.millrace.mpegts.http.HttpStreams;
import io.millrace.mpegts.http.StreamForm;
import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.access.AccessReading;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.Counters;
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
    Reading admission(LogReading reading, AccessControl access) {
        return new AccessReading(reading, access);
    }

    @Singleton
    @Bean(preDestroy = "close")
    LogReading reading(
            MillraceConfig config, StreamLog log, Counters counters, ThreadTicker ticker) {
        ReadSettings defaults = ReadSettings.defaults();
        ReadSettings settings =
                new ReadSettings(
                        config.paths().ringBytes(),
                        config.paths().grace().toMillis(),
                        defaults.idleMillis(),
                        defaults.openWaitMillis());
        return new LogReading(log, settings, counters, InstantSource.system(), ticker);
    }

    @Singleton
    StreamForm mpegts(Counters counters) {
        return StreamForm.mpegts(new TsFlavour(counters));
    }

    @Singleton
    HttpStreams httpStreams(
            MillraceConfig config, Reading reading, List<StreamForm> forms, Counters counters) {
        return new HttpStreams(reading, forms, config.http().readTimeout(), counters);
    }
}
