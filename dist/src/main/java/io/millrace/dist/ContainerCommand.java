package io.millrace.dist;

import io.millrace.cli.AdminCommands;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.HttpsURLConnection;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * What a container runtime starts beside the server: {@code healthy}, and before the server is
 * stopped {@code drain SECONDS}. Both find the server by the variables that it was started with.
 */
public final class ContainerCommand {
    private static final int USAGE = 64;
    private static final int LIMIT_MILLIS = 3_000;
    private static final int MOST_SECONDS = 3_600;

    /** What settings of yes or no take for yes. */
    private static final Set<String> YES = Set.of("yes", "true", "on");

    private ContainerCommand() {}

    /** Exits with the command's code. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(System.getenv(), arguments));
    }

    static int run(Map<String, String> environment, String... arguments)
            throws InterruptedException {
        if (arguments.length == 1 && arguments[0].equals("healthy")) {
            return healthy(environment);
        }
        if (arguments.length == 2
                && arguments[0].equals("drain")
                && arguments[1].matches("\\d{1,4}")) {
            int seconds = Math.min(Integer.parseInt(arguments[1]), MOST_SECONDS);
            return drain(environment, Duration.ofSeconds(seconds));
        }
        System.err.println("Usage: healthy | drain SECONDS");
        return USAGE;
    }

    /** 0 if peers may be sent here. */
    private static int healthy(Map<String, String> environment) {
        String port = environment.getOrDefault("MILLRACE_METRICS_PORT", "9998");
        String tls = environment.getOrDefault("MILLRACE_TLS_METRICS", "no");
        boolean encrypted = YES.contains(tls.toLowerCase(Locale.ROOT));
        String scheme = encrypted ? "https" : "http";
        URI ready = URI.create(scheme + "://127.0.0.1:" + port + "/health/ready");
        try {
            HttpURLConnection connection = (HttpURLConnection) ready.toURL().openConnection();
            if (connection instanceof HttpsURLConnection secured) {
                OwnServerTrust.apply(secured);
            }
            connection.setConnectTimeout(LIMIT_MILLIS);
            connection.setReadTimeout(LIMIT_MILLIS);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == HttpURLConnection.HTTP_OK ? 0 : 1;
        } catch (IOException unreachable) {
            System.err.println(ready + ": " + unreachable.getMessage());
            return 1;
        }
    }

    /**
     * Asks control to end this pod's sessions, spread over {@code time}, and waits so long: what
     * comes after is the signal to stop. With control out of reach it does not wait.
     */
    private static int drain(Map<String, String> environment, Duration time)
            throws InterruptedException {
        String pod = environment.getOrDefault("MILLRACE_SERVER_POD", "");
        if (pod.isEmpty()) {
            System.err.println("drain needs the pod's name in MILLRACE_SERVER_POD");
            return USAGE;
        }
        CommandLine commands = new CommandLine(new Root());
        AdminCommands.mount(commands);
        String over = Long.toString(time.toSeconds());
        int code =
                commands.execute(
                        "cluster", "drain", pod, "--over", over, "--address", control(environment));
        if (code == 0) {
            Thread.sleep(time);
        }
        return code;
    }

    /** The first of the addresses that the server itself asks. */
    private static String control(Map<String, String> environment) {
        String addresses = environment.getOrDefault("MILLRACE_CONTROL_ADDRESS", "127.0.0.1:9996");
        return environment.getOrDefault("MILLRACE_ADDRESS", addresses.split(",", 2)[0].strip());
    }

    /** What {@link AdminCommands} are mounted on. */
    @Command(name = "millrace")
    private static final class Root {}
}
