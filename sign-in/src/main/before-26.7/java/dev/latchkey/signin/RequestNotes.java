package dev.latchkey.signin;

import java.util.List;

/** Keycloak's notes about the request that has opened a tab, by the versions that know them. */
final class RequestNotes {

    /** What a tab keeps when it moves to another flow. */
    static final List<String> KEPT = List.of();

    private RequestNotes() {
    }
}
