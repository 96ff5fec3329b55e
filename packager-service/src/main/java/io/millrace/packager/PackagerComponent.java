package io.millrace.packager;

import io.millrace.runtime.Component;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Makes the packager before HTTP requests come, since opening the log takes time. */
@Singleton
final class PackagerComponent implements Component {
    private final Provider<FrontDoor> frontDoor;
    private Optional<FrontDoor> started = Optional.empty();

    PackagerComponent(Provider<FrontDoor> frontDoor) {
        this.frontDoor = frontDoor;
    }

    @Override
    public String name() {
        return "packager";
    }

    @Override
    public Stage stage() {
        return Stage.LOG;
    }

    @Override
    public void start() {
        started = Optional.of(frontDoor.get());
    }

    @Override
    public void stop() {
        started.ifPresent(FrontDoor::close);
    }
}
