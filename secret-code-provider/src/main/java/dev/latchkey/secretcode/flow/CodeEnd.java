package dev.latchkey.secretcode.flow;

import dev.latchkey.common.console.CredentialHandles;
import dev.latchkey.common.notice.Notice;
import dev.latchkey.common.notice.NoticeKind;
import dev.latchkey.common.notice.Notices;
import dev.latchkey.secretcode.EndReason;
import dev.latchkey.secretcode.SecretCodeProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Ends a code: row, credential, event, and a notice when somebody had a copy. Once, however many ask. */
public final class CodeEnd {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;

    /**
     * @param session the session to work in
     * @param realm   the realm
     * @param user    the owner
     */
    public CodeEnd(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
    }

    /**
     * @param codeId the code
     * @param reason why
     * @return whether it was usable until now
     */
    public boolean end(String codeId, EndReason reason) {
        CredentialHandles handles = CodeCredentialProviderFactory.handles(user);
        String name = handles.name(codeId).orElse("");
        if (!session.getProvider(SecretCodeProvider.class).end(realm.getId(), user.getId(), codeId, reason)) {
            return false;
        }
        handles.remove(codeId);
        CodeEvents.ended(session, realm, user, codeId, reason);
        if (reason == EndReason.COPY_SEEN) {
            Notices.of(session).tell(realm, user, Notice.of(NoticeKind.CODE_COPIED, name));
        }
        return true;
    }

    /**
     * Ends all codes of the user.
     *
     * @param reason why
     */
    public void endAll(EndReason reason) {
        session.getProvider(SecretCodeProvider.class).list(realm.getId(), user.getId())
                .forEach(code -> end(code.id(), reason));
    }

    /** Ends all codes of the user, when the account is disabled. */
    void endAllIfDisabled() {
        if (!user.isEnabled()) {
            endAll(EndReason.USER_DISABLED);
        }
    }

    /**
     * Ends all codes that the user's app holds.
     *
     * @param clientId the id of the app's client
     * @param reason   why
     */
    public void endAll(String clientId, EndReason reason) {
        session.getProvider(SecretCodeProvider.class).list(realm.getId(), user.getId()).stream()
                .filter(code -> code.clientId().equals(clientId))
                .forEach(code -> end(code.id(), reason));
    }
}
