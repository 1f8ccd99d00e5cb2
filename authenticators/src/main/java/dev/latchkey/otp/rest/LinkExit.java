package dev.latchkey.otp.rest;

import java.util.Optional;
import java.util.regex.Pattern;

import dev.latchkey.common.net.FrontendUrl;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Where the page of a link leads its user when the link leads to no sign-in: to the application that the mail was
 * about, by the base URL that an administrator has set for it, or to the account console. Both begin a sign-in of their
 * own. The application is the one of the URL, so that it is known when the challenge is gone; another application of
 * the realm in its place leads to that application's own address.
 */
final class LinkExit {

    /** Keycloak's own pages cannot be shown for a client whose id contains braces: it takes them for variables. */
    private static final Pattern CLIENT_ID = Pattern.compile("[^\\p{Cntrl}{}]{1,255}");

    private LinkExit() {
    }

    /**
     * @param session the request's session
     * @return the application that the URL of the link names; empty when it names none that a browser signs in to
     */
    static Optional<ClientModel> application(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        return Optional.ofNullable(session.getContext().getUri().getQueryParameters()
                        .getFirst(LinkAddress.APPLICATION))
                .filter(id -> CLIENT_ID.matcher(id).matches())
                .flatMap(id -> enabled(realm, id))
                .filter(client -> !client.isBearerOnly());
    }

    /**
     * @param session the request's session
     * @return the address of the account console; empty where the realm has switched it off
     */
    static Optional<String> accountConsole(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        return enabled(realm, Constants.ACCOUNT_MANAGEMENT_CLIENT_ID)
                .flatMap(api -> enabled(realm, Constants.ACCOUNT_CONSOLE_CLIENT_ID))
                .map(console -> FrontendUrl.realm(FrontendUrl.base(session), realm).path("account/").build()
                        .toString());
    }

    private static Optional<ClientModel> enabled(RealmModel realm, String clientId) {
        return Optional.ofNullable(realm.getClientByClientId(clientId)).filter(client -> client.isEnabled());
    }
}
