package dev.latchkey.common.hook;

import java.util.List;
import java.util.stream.Stream;

/** What security hooks of several modules need of Keycloak: interfaces, endpoints and proofs. */
public final class HookTargets {

    /** The interface of event listeners. */
    public static final String EVENT_LISTENER = "org.keycloak.events.EventListenerProvider";
    /** That Keycloak still asks a listener whether it wants the events of all realms. */
    public static final Proof GLOBAL_LISTENERS =
            MethodProof.of("org.keycloak.events.EventListenerProviderFactory", "isGlobal");
    /** The interface of endpoints below a realm. */
    public static final String REALM_RESOURCE = "org.keycloak.services.resource.RealmResourceProvider";
    /** The interface of endpoints of administrators. */
    public static final String ADMIN_RESOURCE =
            "org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider";
    /** The interface of steps of a flow. */
    public static final String AUTHENTICATOR = "org.keycloak.authentication.Authenticator";
    /** The interface of credentials that the consoles show. */
    public static final String CREDENTIAL = "org.keycloak.credential.CredentialProvider";
    /**
     * That an access token can be verified, and that answers to apps of browsers may be checked against the origins
     * that it allows.
     */
    public static final List<Proof> ACCESS_TOKENS = Stream.concat(OriginProofs.TOKEN.stream(),
            BearerProofs.PARTS.stream()).toList();

    /** Keycloak's endpoints of a sign-in's pages and forms. */
    public static final String LOGIN_ACTIONS = "org.keycloak.services.resources.LoginActionsService";
    /** Keycloak's endpoint for sign-ins by OpenID Connect. */
    public static final String AUTHORIZATION = "org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint";
    /** Keycloak's endpoint for sign-ins by SAML. */
    public static final String SAML = "org.keycloak.protocol.saml.SamlService";

    private HookTargets() {
    }
}
