package io.millrace.packager;

import java.time.Instant;

/**
 * What a viewer carries in URLs in the place of credentials.
 *
 * @param id of the viewer's session, 16 hexadecimal digits
 * @param expires to the second
 * @param mark keyed hash of what the permission rests on
 * @param user for people; empty where nobody was named
 */
record ViewerToken(String id, Instant expires, long mark, String user) {}
