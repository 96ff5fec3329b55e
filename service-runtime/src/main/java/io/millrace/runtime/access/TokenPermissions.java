package io.millrace.runtime.access;

import com.nimbusds.jose.util.JSONArrayUtils;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claim of permissions: a list of {@code {"action": "read", "path": "cam"}}, or the same
 * as text; a path that is not there is every path.
 */
final class TokenPermissions {
    private static final int MAX_PERMISSIONS = 1_000;

    private TokenPermissions() {}

    static boolean permit(@Nullable Object claim, AccessRequest request) {
        return list(claim).stream().limit(MAX_PERMISSIONS).anyMatch(each -> permits(each, request));
    }

    private static List<?> list(@Nullable Object claim) {
        if (claim instanceof List<?> list) {
            return list;
        }
        if (claim instanceof String text) {
            try {
                return JSONArrayUtils.parse(text);
            } catch (ParseException notAList) {
                return List.of();
            }
        }
        return List.of();
    }

    private static boolean permits(@Nullable Object permission, AccessRequest request) {
        if (!(permission instanceof Map<?, ?> members)) {
            return false;
        }
        Object path = members.get("path");
        return ActionText.of(request.action()).equals(members.get("action"))
                && (path == null
                        || (path instanceof String scope
                                && PathScope.covers(scope, request.pathText())));
    }
}
