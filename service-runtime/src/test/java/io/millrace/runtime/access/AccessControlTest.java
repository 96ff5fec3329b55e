package io.millrace.runtime.access;

import static io.millrace.runtime.access.AccessRig.client;
import static io.millrace.runtime.access.AccessRig.password;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.runtime.config.AuthConfig.RtspMethod;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AccessControlTest {
    private static final Credentials NOTHING = new Credentials.None();
    private static final String USERS =
            """
            auth:
              failure-delay: 0s
              users:
                - user: cam
                  password: secret
                  ips: [192.0.2.0/24]
                  permissions:
                    - {action: publish, path: "~live/.*"}
                - user: sha256:01ylBRuC/8Mmo7C2V0qaMWHe4WuUeKGZ7jnNgDzlt5k=
                  password: sha256:K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=
                  permissions:
                    - {action: read, path: live/one}
                - user: any
                  permissions:
                    - {action: read, path: open}
            """;

    @Test
    void check_nothingSet_letsEverybodyIn() throws Exception {
        try (AccessRig rig = new AccessRig("")) {
            assertEquals("yes ", rig.ask(Action.PUBLISH, "a", client(NOTHING)));
        }
    }

    @Test
    void check_partOfOurs_needsNothing() throws Exception {
        try (AccessRig rig = new AccessRig(USERS)) {
            assertEquals("yes ", rig.ask(Action.PUBLISH, "a", Client.internal("file")));
        }
    }

    @Test
    void check_internalUser_isKnownByPasswordAddressAndPath() throws Exception {
        try (AccessRig rig = new AccessRig(USERS)) {
            Credentials cam = password("cam", "secret");
            assertEquals("yes cam", rig.ask(Action.PUBLISH, "live/one", client(cam)));
            assertEquals("FORBIDDEN", rig.ask(Action.PUBLISH, "other", client(cam)));
            assertEquals("FORBIDDEN", rig.ask(Action.READ, "live/one", client(cam)));
            assertEquals(
                    "UNAUTHENTICATED",
                    rig.ask(Action.PUBLISH, "live/one", client(password("cam", "Secret"))));
            assertEquals(
                    "UNAUTHENTICATED",
                    rig.ask(Action.PUBLISH, "live/one", client("198.51.100.1", cam)));
            assertEquals("UNAUTHENTICATED", rig.ask(Action.PUBLISH, "live/one", client(NOTHING)));
        }
    }

    @Test
    void check_digest_isProvedByThePlainPasswordOnly() throws Exception {
        try (AccessRig rig = new AccessRig(USERS)) {
            assertEquals(
                    "yes cam",
                    rig.ask(
                            Action.PUBLISH,
                            "live/one",
                            client(new Credentials.Digest("cam", "secret"::equals))));
            assertEquals(
                    "UNAUTHENTICATED",
                    rig.ask(
                            Action.READ,
                            "live/one",
                            client(new Credentials.Digest("viewer", _ -> true))));
        }
    }

    @Test
    void check_hashedNameAndPassword_areMatched() throws Exception {
        try (AccessRig rig = new AccessRig(USERS)) {
            Client viewer = client(password("viewer", "secret"));
            assertEquals("yes viewer", rig.ask(Action.READ, "live/one", viewer));
        }
    }

    @Test
    void check_userAny_isEverybodyForItsPath() throws Exception {
        try (AccessRig rig = new AccessRig(USERS)) {
            assertEquals("yes ", rig.ask(Action.READ, "open", client(NOTHING)));
            assertEquals("UNAUTHENTICATED", rig.ask(Action.READ, "live/one", client(NOTHING)));
        }
    }

    @Test
    void check_pathWithItsOwnUser_asksNobodyElse() throws Exception {
        String yaml =
                """
                auth: {methods: anonymous, failure-delay: 0s}
                paths:
                  cam: {publish-user: me, publish-password: secret, publish-ips: 192.0.2.7}
                """;
        try (AccessRig rig = new AccessRig(yaml)) {
            Credentials me = password("me", "secret");
            assertEquals("yes me", rig.ask(Action.PUBLISH, "cam", client(me)));
            assertEquals("UNAUTHENTICATED", rig.ask(Action.PUBLISH, "cam", client(NOTHING)));
            assertEquals("FORBIDDEN", rig.ask(Action.PUBLISH, "cam", client("192.0.2.8", me)));
            assertEquals("yes ", rig.ask(Action.READ, "cam", client(NOTHING)));
        }
    }

    @Test
    void check_manyWrongPasswordsOfOneAddress_areRefusedUntilTimePasses() throws Exception {
        try (AccessRig rig = new AccessRig(USERS)) {
            for (int attempt = 0; attempt < FailureBook.BURST; attempt++) {
                assertEquals(
                        "UNAUTHENTICATED",
                        rig.ask(Action.READ, "a", client(password("cam", "guess" + attempt))));
            }
            Client right = client(password("cam", "secret"));
            assertEquals("LIMIT", rig.ask(Action.PUBLISH, "live/one", right));
            assertEquals(
                    "yes viewer",
                    rig.ask(
                            Action.READ,
                            "live/one",
                            client("192.0.2.8", password("viewer", "secret"))));
            rig.advance(4);
            assertEquals("yes cam", rig.ask(Action.PUBLISH, "live/one", right));
        }
    }

    @Test
    void check_theSameWrongPasswordAgain_blocksNobody() throws Exception {
        try (AccessRig rig = new AccessRig(USERS)) {
            for (int attempt = 0; attempt < 2 * FailureBook.BURST; attempt++) {
                rig.ask(Action.READ, "a", client(password("cam", "stale")));
            }
            assertEquals(
                    "yes cam",
                    rig.ask(Action.PUBLISH, "live/one", client(password("cam", "secret"))));
        }
    }

    @Test
    void update_otherUsers_holdAtOnce() throws Exception {
        try (AccessRig rig = new AccessRig(USERS)) {
            rig.access.update(AccessRig.settings(USERS.replace("secret\n", "other\n")));
            assertEquals(
                    "yes cam",
                    rig.ask(Action.PUBLISH, "live/one", client(password("cam", "other"))));
        }
    }

    @Test
    void challenges_hashedPasswords_leaveOnlyBasic() throws Exception {
        String plain =
                """
                auth:
                  users:
                    - {user: a, password: b, permissions: [{action: read}]}
                """;
        try (AccessRig rig = new AccessRig(plain)) {
            assertEquals(List.of(RtspMethod.DIGEST, RtspMethod.BASIC), rig.access.challenges());
            rig.access.update(AccessRig.settings(USERS));
            assertEquals(List.of(RtspMethod.BASIC), rig.access.challenges());
        }
    }
}
