package dev.latchkey.common.hook;

import java.util.List;
import java.util.stream.Stream;

/** What gives the parts of an access token that Keycloak has verified. */
final class BearerProofs {

    /** One for each part. */
    static final List<Proof> PARTS = Stream.of("getToken", "getUser", "getClient", "getSession")
            .<Proof>map(part -> MethodProof.of(
                    "org.keycloak.services.managers.AuthenticationManager$AuthResult", part)).toList();

    private BearerProofs() {
    }
}
