package dev.latchkey.common.notice;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.net.ClientDevice;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.Provider;

/**
 * The one way to tell people by mail what happens to their account. A notice is written when its request is over: it
 * costs the request nothing, and nobody waits for it. The realm may have switched its kind off
 * ({@link NoticeKind#OFF}), and each kind is limited.
 */
public final class Notices implements Provider {

    private final KeycloakSession session;
    private final NoticeDesk desk;

    Notices(KeycloakSession session, NoticeDesk desk) {
        this.session = session;
        this.desk = desk;
    }

    /**
     * @param session the request's session
     * @return the notices of this request
     */
    public static Notices of(KeycloakSession session) {
        return session.getProvider(Notices.class);
    }

    /**
     * Tells the owner of an account what this request has done to it, once the request has committed; what no rollback
     * undoes is told in any case.
     *
     * @param realm  the realm
     * @param user   the account
     * @param notice what to tell
     */
    public void tell(RealmModel realm, UserModel user, Notice notice) {
        tell(notice, new Occurrence(realm.getId(), user.getId(), ClientAddress.text(session),
                ClientDevice.name(session).orElse(""), "", session.getContext().resolveLocale(user),
                Time.currentTimeMillis()));
    }

    void tell(Notice notice, Occurrence occurrence) {
        desk.tell(session, notice, occurrence);
    }

    RecentFailures recentFailures() {
        return desk.recentFailures();
    }

    void failed(Occurrence occurrence) {
        desk.failed(session, occurrence);
    }

    void signedIn(Occurrence occurrence) {
        desk.signedIn(session, occurrence);
    }

    @Override
    public void close() {
        // the desk belongs to the server, not to the session that asked for it
    }
}
