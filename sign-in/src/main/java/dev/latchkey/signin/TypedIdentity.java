package dev.latchkey.signin;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.keycloak.authentication.authenticators.broker.AbstractIdpAuthenticator;
import org.keycloak.authentication.authenticators.broker.util.SerializedBrokeredIdentityContext;
import org.keycloak.broker.provider.AbstractIdentityProvider;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * That a user has typed another address or name in a first brokered login than the identity provider has told
 * (keycloak-services, not a public API). Keycloak notes it, takes no typed address for verified, and mails no link to
 * it; but it keeps what was typed, and forgets the note, when the login begins anew. The note stays as long as the tab
 * is about that identity.
 */
public final class TypedIdentity {

    /** Keycloak's notes. */
    static final List<String> NOTES = List.of(AbstractIdentityProvider.UPDATE_PROFILE_EMAIL_CHANGED,
            AbstractIdentityProvider.UPDATE_PROFILE_USERNAME_CHANGED);
    /** Prefix of notes of the client, which name the identity. */
    private static final String KEPT = "latchkey.typed.";

    private TypedIdentity() {
    }

    /** @param tab a tab that a request has gone on with */
    public static void keep(AuthenticationSessionModel tab) {
        List<String> typed = NOTES.stream().filter(note -> Boolean.parseBoolean(tab.getAuthNote(note))).toList();
        if (!typed.isEmpty()) {
            identity(tab).ifPresent(identity -> typed.forEach(note -> tab.setClientNote(KEPT + note, identity)));
        }
    }

    /** @param tab the tab of a request, before Keycloak has read it */
    public static void restore(AuthenticationSessionModel tab) {
        NOTES.stream().filter(note -> Optional.ofNullable(tab.getClientNote(KEPT + note))
                        .filter(kept -> identity(tab).filter(kept::equals).isPresent()).isPresent())
                .forEach(note -> tab.setAuthNote(note, Boolean.TRUE.toString()));
    }

    private static Optional<String> identity(AuthenticationSessionModel tab) {
        return Optional.ofNullable(SerializedBrokeredIdentityContext.readFromAuthenticationSession(tab,
                        AbstractIdpAuthenticator.BROKERED_CONTEXT_NOTE))
                // a provider may give no id
                .map(identity -> Arrays.asList(identity.getIdentityProviderId(), identity.getId()).toString());
    }
}
