package io.millrace.runtime.config;

import io.millrace.runtime.config.AuthConfig.Method;
import java.util.ArrayList;
import java.util.List;

/** What must hold between settings of {@code auth}, {@code tls} and paths' users. */
final class AccessRules {
    private final List<ConfigProblem> problems;

    private AccessRules(List<ConfigProblem> problems) {
        this.problems = problems;
    }

    static void check(SettingValues root, List<ConfigProblem> problems) {
        AccessRules rules = new AccessRules(problems);
        rules.checkAuth(root.block(AccessTable.AUTH));
        rules.checkTls(root.block(AccessTable.TLS));
        rules.checkTlsPorts(root);
        rules.checkExposure(root);
        List<SettingValues> paths = new ArrayList<>(root.map(PathTable.PATHS).values());
        paths.add(root.block(PathTable.DEFAULTS));
        paths.forEach(rules::checkPath);
    }

    private void checkAuth(SettingValues auth) {
        List<Method> methods = auth.value(AccessTable.METHODS);
        if (methods.contains(Method.HTTP) && auth.value(AccessTable.HTTP_ADDRESS).isEmpty()) {
            problem(auth, AccessTable.METHODS, "http needs auth.http-address");
        }
        if (methods.contains(Method.JWT) && auth.value(AccessTable.JWT_JWKS_URL).isEmpty()) {
            problem(auth, AccessTable.METHODS, "jwt needs auth.jwt-jwks-url");
        }
        if (methods.contains(Method.ANONYMOUS) && methods.size() > 1) {
            problem(auth, AccessTable.METHODS, "anonymous leaves nothing to the other methods");
        }
        for (SettingValues user : auth.list(AccessTable.USERS)) {
            if (user.list(AccessTable.PERMISSIONS).isEmpty()) {
                String name = user.nameOf(AccessTable.PERMISSIONS.key());
                problems.add(
                        ConfigProblem.of(
                                name, "the user may do nothing", user.origin(AccessTable.USER)));
            }
        }
    }

    private void checkTls(SettingValues tls) {
        TlsConfig config = TlsConfig.of(tls);
        if (config.certificate().isPresent() && config.key().isEmpty()) {
            problem(tls, AccessTable.CERTIFICATE, "needs tls.key");
        }
        if (config.key().isPresent() && config.certificate().isEmpty()) {
            problem(tls, AccessTable.KEY, "needs tls.certificate");
        }
        if (config.grpc() != TlsConfig.Grpc.OFF && config.certificate().isEmpty()) {
            problem(tls, AccessTable.GRPC, "needs tls.certificate: both sides must trust it");
        }
        if (config.grpc() == TlsConfig.Grpc.MUTUAL && config.clientCa().isEmpty()) {
            problem(tls, AccessTable.CLIENT_CA, "is needed for tls.grpc mutual");
        }
    }

    /** These are told apart by their numbers. */
    private void checkTlsPorts(SettingValues root) {
        SettingValues tls = root.block(AccessTable.TLS);
        boolean api = tls.value(AccessTable.API);
        if (api && root.block(Settings.CONTROL).value(Settings.CONTROL_HTTP_PORT) == 0) {
            problem(tls, AccessTable.API, "needs a control.http-port that is not 0");
        }
        boolean metrics = tls.value(AccessTable.METRICS);
        if (metrics && root.block(Settings.METRICS).value(Settings.METRICS_PORT) == 0) {
            problem(tls, AccessTable.METRICS, "needs a metrics.port that is not 0");
        }
    }

    /** Ports that others can reach are opened to everybody only where that is said in words. */
    private void checkExposure(SettingValues root) {
        SettingValues server = root.block(Settings.SERVER);
        String listen = server.value(Settings.SERVER_LISTEN);
        boolean loopback =
                listen.equals("localhost") || listen.startsWith("127.") || listen.equals("::1");
        SettingValues auth = root.block(AccessTable.AUTH);
        boolean said =
                !auth.value(AccessTable.METHODS).isEmpty()
                        || !auth.list(AccessTable.USERS).isEmpty()
                        || auth.value(AccessTable.HTTP_ADDRESS).isPresent()
                        || auth.value(AccessTable.JWT_JWKS_URL).isPresent();
        if (!loopback && !said) {
            problem(
                    server,
                    Settings.SERVER_LISTEN,
                    listen
                            + " lets other machines in, and nothing says who may publish and read:"
                            + " set auth.users, or auth.methods: anonymous for everybody");
        }
    }

    private void checkPath(SettingValues path) {
        checkPair(path, PathTable.PUBLISH_USER, PathTable.PUBLISH_PASSWORD);
        checkPair(path, PathTable.READ_USER, PathTable.READ_PASSWORD);
    }

    /** Only peers with both proceed, so both must be said. */
    private void checkPair(SettingValues path, Setting<String> user, Setting<Secret> password) {
        boolean named = !path.value(user).isEmpty();
        if (named != path.value(password).isSet()) {
            Setting<?> written = named ? user : password;
            Setting<?> missing = named ? password : user;
            problem(path, written, "needs " + path.nameOf(missing.key()));
        }
    }

    private void problem(SettingValues values, Setting<?> setting, String reason) {
        String name = values.nameOf(setting.key());
        problems.add(ConfigProblem.of(name, reason, values.origin(setting)));
    }
}
