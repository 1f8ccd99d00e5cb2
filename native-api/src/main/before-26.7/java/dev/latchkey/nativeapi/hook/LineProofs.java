package dev.latchkey.nativeapi.hook;

import java.util.List;

import dev.latchkey.common.hook.Proof;

/** What Latchkey calls on this line of Keycloak alone. */
final class LineProofs {

    /** What checks an authorization request for other providers. */
    static final List<Proof> ADD_ONS = List.of();

    private LineProofs() {
    }
}
