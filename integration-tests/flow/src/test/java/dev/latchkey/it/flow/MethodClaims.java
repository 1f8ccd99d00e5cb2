package dev.latchkey.it.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.keycloak.representations.idm.AuthenticationExecutionExportRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

/** Adds the claim {@code amr} with the methods of the sign-in to every token of a realm, as in the demo realm. */
final class MethodClaims {

    /** The steps that verify a factor, and its name in RFC 8176. */
    private static final Map<String, String> METHODS = Map.of(
            "auth-username-password-form", "pwd", "latchkey-number-password", "pwd",
            "direct-grant-validate-password", "pwd",
            Realms.EMAIL_CODE, "otp", "latchkey-direct-email-otp", "otp", "latchkey-sms-otp", "sms");

    private MethodClaims() {
    }

    static void in(RealmRepresentation realm) {
        realm.getAuthenticationFlows().forEach(flow -> flow.getAuthenticationExecutions().stream()
                .filter(step -> METHODS.containsKey(String.valueOf(step.getAuthenticator())))
                .forEach(MethodClaims::refer));
        realm.setAuthenticatorConfig(METHODS.values().stream().distinct().map(MethodClaims::reference).toList());
        realm.getClients().forEach(MethodClaims::tell);
    }

    private static void refer(AuthenticationExecutionExportRepresentation step) {
        step.setAuthenticatorConfig(METHODS.get(step.getAuthenticator()));
    }

    private static AuthenticatorConfigRepresentation reference(String method) {
        AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
        config.setAlias(method);
        config.setConfig(Map.of("default.reference.value", method, "default.reference.maxAge", "36000"));
        return config;
    }

    private static void tell(ClientRepresentation client) {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("amr");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-amr-mapper");
        mapper.setConfig(Map.of("id.token.claim", "true", "access.token.claim", "true"));
        List<ProtocolMapperRepresentation> mappers =
                new ArrayList<>(client.getProtocolMappers() == null ? List.of() : client.getProtocolMappers());
        mappers.add(mapper);
        client.setProtocolMappers(mappers);
    }
}
