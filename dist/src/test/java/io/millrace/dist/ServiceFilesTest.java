package io.millrace.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.testkit.server.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The systemd units and the Windows service, as far as this machine can tell. */
class ServiceFilesTest {
    private static final Path DIST =
            Installation.find(ServiceFilesTest.class).root().resolve("dist");

    @ParameterizedTest
    @ValueSource(strings = {"millrace.service", "millrace@.service"})
    void unit_bySystemdsOwnCheck_isRight(String name, @TempDir Path folder) throws Exception {
        Programs.require("systemd-analyze");
        String unit = Files.readString(DIST.resolve("linux").resolve(name));
        String runnable = unit.replaceAll("/opt/millrace/bin/millrace", "/bin/true");
        Path copy = Files.writeString(folder.resolve(name.replace("@", "@play")), runnable);
        String said =
                Programs.output(
                        folder.resolve("said"),
                        List.of("systemd-analyze", "verify", "--man=no", copy.toString()),
                        Map.of());
        assertEquals("", said);
    }

    @Test
    void windowsFiles_nameMainClassesThatExist() throws Exception {
        String service = Files.readString(DIST.resolve("windows/millrace-service.xml"));
        assertTrue(service.contains("io.millrace.standalone.Main up"), service);
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(DIST.resolve("windows/millrace-service.xml").toFile());
        String launcher = Files.readString(DIST.resolve("windows/millrace.cmd"));
        for (String module :
                Files.readString(DIST.resolve("common.sh")).split("modules\\+?=,?", -1)) {
            if (module.startsWith("j")) {
                assertTrue(launcher.contains(module.lines().findFirst().orElseThrow()), module);
            }
        }
    }
}
