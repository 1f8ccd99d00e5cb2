package dev.latchkey.secretcode.session;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.services.managers.ResourceAdminManager;

/**
 * A logout token for one app, made while the session still exists: sending it needs no session.
 *
 * @param realmId the realm of the app
 * @param address the app's back-channel logout URL
 * @param token   the signed logout token
 * @param madeAt  when it was made, epoch milliseconds
 */
record LogoutNotice(String realmId, String address, String token, long madeAt) {

    private static final Logger LOG = Logger.getLogger(LogoutNotice.class);

    /**
     * @param session the session in whose transaction the Keycloak sessions end
     * @param ending  the client sessions that are about to end
     * @return a notice for each whose client has a back-channel logout URL
     */
    static List<LogoutNotice> of(KeycloakSession session, Collection<AuthenticatedClientSessionModel> ending) {
        return ending.stream().map(part -> of(session, part)).flatMap(Optional::stream).toList();
    }

    private static Optional<LogoutNotice> of(KeycloakSession session, AuthenticatedClientSessionModel ending) {
        ClientModel client = ending.getClient();
        UserModel user = ending.getUserSession().getUser();
        if (client == null || user == null || !client.isEnabled()) {
            return Optional.empty();
        }
        String configured = OIDCAdvancedConfigWrapper.fromClientModel(client).getBackchannelLogoutUrl();
        if (configured == null || configured.isBlank()) {
            return Optional.empty();
        }
        ClientModel before = session.getContext().getClient();
        try {
            // its client decides how a token is signed
            session.getContext().setClient(client);
            String token = session.tokens().encode(session.tokens().initLogoutToken(client, user, ending));
            // only an address below the server's own needs a request, which a purge has not
            String address = configured.startsWith("/")
                    ? ResourceAdminManager.getBackchannelLogoutUrl(session, client)
                    : configured;
            return Optional.of(new LogoutNotice(client.getRealm().getId(), address, token, Time.currentTimeMillis()));
        } catch (RuntimeException e) {
            // the session ends all the same
            LOG.warnf(e, "Client %s is not told that a secret code and its sessions have ended", client.getClientId());
            return Optional.empty();
        } finally {
            session.getContext().setClient(before);
        }
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "LogoutNotice[" + address + "]";
    }
}
