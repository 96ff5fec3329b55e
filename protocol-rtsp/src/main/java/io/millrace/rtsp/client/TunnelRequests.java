package io.millrace.rtsp.client;

import io.millrace.rtsp.auth.ClientAuthentication;
import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.rtsp.message.HttpHead;
import io.millrace.rtsp.tunnel.HttpAnswer;
import io.millrace.rtsp.tunnel.WebSocketHandshake;
import java.util.List;
import java.util.Optional;

/**
 * What a client asks for a tunnel with, through all its tries, and what it makes of a 401 (RFC
 * 9110, section 11). The server that tunnels may ask for other proofs than the RTSP inside, so the
 * challenges are kept apart. Of one event loop at a time.
 */
final class TunnelRequests {
    private static final int UNAUTHORIZED = 401;
    private static final int MAX_CHALLENGES = 4;

    private final RtspSource source;
    private final TunnelOpening.Way way;
    private final Optional<ClientAuthentication> authentication;
    private int challenges;
    private boolean postChallenged;

    TunnelRequests(
            RtspSource source,
            TunnelOpening.Way way,
            Optional<ClientAuthentication> authentication) {
        this.source = source;
        this.way = way;
        this.authentication = authentication;
    }

    TunnelOpening.Way way() {
        return way;
    }

    /** The GET that begins it. */
    String opening() {
        return switch (way) {
            case TunnelOpening.Way.Http(String cookie, _) ->
                    http("GET", cookie, List.of("Accept: " + HttpAnswer.TUNNELLED));
            case TunnelOpening.Way.WebSocket(byte[] nonce) ->
                    WebSocketHandshake.request(authority(), target(), nonce, authorization("GET"));
        };
    }

    /** The POST of a tunnel in HTTP. */
    String post(TunnelOpening.Way.Http http) {
        return http(
                "POST",
                http.cookie(),
                List.of(
                        "Content-Type: " + HttpAnswer.TUNNELLED,
                        "Content-Length: " + http.upBytes()));
    }

    private String http(String method, String cookie, List<String> headers) {
        return String.join(
                "\r\n",
                method + " " + target() + " HTTP/1.1",
                "Host: " + authority(),
                "User-Agent: millrace",
                "x-sessioncookie: " + cookie,
                "Cache-Control: no-cache",
                "Pragma: no-cache",
                String.join("\r\n", headers),
                String.join("", authorization(method).stream().map(line -> line + "\r\n").toList()),
                "");
    }

    private List<String> authorization(String method) {
        return authentication
                .flatMap(known -> known.authorization(method, target()))
                .map(proof -> "Authorization: " + proof)
                .stream()
                .toList();
    }

    private String authority() {
        RtspUrl url = source.url();
        String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
        return host + ":" + url.port();
    }

    private String target() {
        String rest = source.url().rest().replace(" ", "%20");
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    /** Whether an answer asks for a proof that there is, and that it has not refused yet. */
    boolean isToBeAskedAgain(HttpHead answer) {
        return answer.status() == UNAUTHORIZED
                && ++challenges <= MAX_CHALLENGES
                && authentication.map(known -> known.onChallenge(answer.headers())).orElse(false);
    }

    /** Likewise; what the GET's connection took as proof need not do for the POST's. */
    boolean isPostToBeAskedAgain(HttpHead answer) {
        if (!postChallenged) {
            postChallenged = true;
            authentication.ifPresent(ClientAuthentication::forget);
        }
        return isToBeAskedAgain(answer);
    }

    /** What a refusal is to whoever asked for the stream. */
    RtspClientException refusal(HttpHead answer) {
        String said = answer.firstLine().strip();
        String text = source.url().shown() + ": the tunnel was refused: " + said;
        if (answer.status() != UNAUTHORIZED) {
            return RtspClientException.of(Kind.TRANSPORT, text);
        }
        String why =
                authentication.isEmpty()
                        ? ": it asks for a user and password, the URL has none"
                        : ": user or password is wrong, or it asks for another proof";
        return new RtspClientException(Kind.STATUS, UNAUTHORIZED, text + why);
    }
}
