package dev.latchkey.sample;

import java.util.List;
import java.util.Map;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.Scope;

/** Latchkey's grant, as an extension grant of the OAuth library (RFC 6749, 4.5). */
public final class SecretCodeGrant extends AuthorizationGrant {

    /** Parameter of the request, and member of answers that bring a code. */
    public static final String SECRET_CODE = "secret_code";

    private static final GrantType TYPE = new GrantType("urn:latchkey:params:oauth:grant-type:secret-code");

    private final String code;
    private final Scope scope;

    /**
     * @param code  the code that the app keeps
     * @param scope what the app asks for; without {@code openid} there is no ID token
     */
    public SecretCodeGrant(String code, Scope scope) {
        super(TYPE);
        this.code = code;
        this.scope = scope;
    }

    @Override
    public Map<String, List<String>> toParameters() {
        return Map.of("grant_type", List.of(TYPE.getValue()), SECRET_CODE, List.of(code),
                "scope", List.of(scope.toString()));
    }
}
