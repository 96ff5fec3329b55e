package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.proto.control.ConfigValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListedUserTest {
    private static ConfigValue value(String key, String value) {
        return ConfigValue.newBuilder().setKey(key).setValue(value).build();
    }

    @Test
    void of_settingsByKey_areUsers() {
        List<ListedUser> users =
                ListedUser.of(
                        List.of(
                                value("auth.methods", ""),
                                value("auth.users[0].user", "cam"),
                                value("auth.users[0].password", "(hidden)"),
                                value("auth.users[0].ips[0]", "10.0.0.0/8"),
                                value("auth.users[0].permissions[0].action", "publish"),
                                value("auth.users[0].permissions[0].path", "~live/.*"),
                                value("auth.users[1].user", "any"),
                                value("auth.users[1].password", ""),
                                value("auth.users[1].ips", ""),
                                value("auth.users[1].permissions[0].action", "read")));
        assertEquals(
                List.of(
                        new ListedUser(
                                "cam", true, List.of("10.0.0.0/8"), List.of("publish:~live/.*")),
                        new ListedUser("any", false, List.of(), List.of("read"))),
                users);
        assertEquals(
                "{\"user\":\"cam\",\"password\":true,\"ips\":[\"10.0.0.0/8\"],"
                        + "\"permissions\":[{\"action\":\"publish\",\"path\":\"~live/.*\"}]}",
                users.getFirst().json());
    }

    @Test
    void hash_ofAPassword_isSaltedAndInTheFormOfSettings() {
        String hash = PasswordHash.of("secret".toCharArray());
        assertTrue(
                hash.matches(
                        "argon2:\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$"
                                + "[A-Za-z0-9+/]{43}"),
                hash);
        assertNotEquals(hash, PasswordHash.of("secret".toCharArray()));
    }
}
