package io.millrace.systemtests;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.Clip;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {RTSP/TCP, RTSP/UDP, RTMP} to every {@link ReadProtocol}, in one process. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandaloneMatrixIT {
    private StandaloneDeployment deployment;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        deployment = StandaloneDeployment.start(data);
    }

    @AfterAll
    void stop() {
        deployment.close();
    }

    @ParameterizedTest
    @CsvSource({
        "RTSP_TCP, PLAIN", "RTSP_TCP, B_PICTURES",
        "RTSP_UDP, PLAIN", "RTSP_UDP, B_PICTURES",
        "RTMP, PLAIN", "RTMP, B_PICTURES"
    })
    void read_everyProtocolAtOnce_bringsEveryUnit(PublishProtocol publish, Clip clip)
            throws Exception {
        new ProtocolMatrix(deployment).check(publish, clip);
    }
}
