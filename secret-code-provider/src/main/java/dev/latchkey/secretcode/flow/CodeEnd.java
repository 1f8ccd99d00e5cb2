package dev.latchkey.secretcode.flow;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.console.CredentialHandles;
import dev.latchkey.common.notice.Notice;
import dev.latchkey.common.notice.NoticeKind;
import dev.latchkey.common.notice.Notices;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.secretcode.EndReason;
import dev.latchkey.secretcode.HeldCode;
import dev.latchkey.secretcode.SecretCodeProvider;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Ends a code: row, credential, the sessions that it has opened, event, and a notice when somebody had a copy. Once,
 * however many ask, and whatever becomes of the request.
 */
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
        Optional<String> ended = OwnTransaction.run(session, own -> end(own, codeId, reason));
        ended.ifPresent(name -> {
            CodeEvents.ended(session, realm, user, codeId, reason);
            if (reason == EndReason.COPY_SEEN) {
                Notices.of(session).tell(realm, user, Notice.of(NoticeKind.CODE_COPIED, name));
            }
        });
        return ended.isPresent();
    }

    /** What the code was called; empty when it had ended before. */
    private Optional<String> end(KeycloakSession own, String codeId, EndReason reason) {
        SecretCodeProvider codes = own.getProvider(SecretCodeProvider.class);
        List<String> sessions = codes.sessions(realm.getId(), codeId);
        if (!codes.end(realm.getId(), user.getId(), codeId, reason)) {
            return Optional.empty();
        }
        RealmModel where = own.realms().getRealm(realm.getId());
        own.getContext().setRealm(where);
        new OpenedSessions(own, where).end(codeId, sessions);
        UserModel owner = own.users().getUserById(where, user.getId());
        if (owner == null) {
            return Optional.of("");
        }
        CredentialHandles handles = CodeCredentialProviderFactory.handles(owner);
        String name = handles.name(codeId).orElse("");
        handles.remove(codeId);
        return Optional.of(name);
    }

    /**
     * Ends all codes of the user.
     *
     * @param reason why
     */
    public void endAll(EndReason reason) {
        held().forEach(code -> end(code.id(), reason));
    }

    /**
     * Ends all codes that the user's app holds.
     *
     * @param clientId the id of the app's client
     * @param reason   why
     */
    void endAll(String clientId, EndReason reason) {
        held().stream().filter(code -> code.clientId().equals(clientId)).forEach(code -> end(code.id(), reason));
    }

    /** Ends the codes whose time is over, or whose owner is not what they were issued to any more. */
    void endOver() {
        List<HeldCode> held = held();
        UserModel owner = held.isEmpty() ? null : CodeOwners.fresh(session, realm, user);
        if (owner != null) {
            held.forEach(code -> over(code, owner).ifPresent(reason -> end(code.id(), reason)));
        }
    }

    private Optional<EndReason> over(HeldCode code, UserModel owner) {
        ClientModel client = realm.getClientById(code.clientId());
        // without a policy nobody can say which attribute the code is tied to; it is refused anyway
        return Optional.ofNullable(client).flatMap(CodeClients::policy).flatMap(policy -> code.over(
                CodeOwners.of(session, realm, client, owner, policy), Time.currentTimeMillis()));
    }

    private List<HeldCode> held() {
        return session.getProvider(SecretCodeProvider.class).held(realm.getId(), user.getId());
    }
}
