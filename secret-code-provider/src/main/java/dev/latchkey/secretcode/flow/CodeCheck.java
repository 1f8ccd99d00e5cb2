package dev.latchkey.secretcode.flow;

import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.common.account.DetectorLock;
import dev.latchkey.common.account.FreshUser;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.limit.ClientRate;
import dev.latchkey.common.limit.RateVerdict;
import dev.latchkey.common.settings.Limit;
import dev.latchkey.secretcode.CodeOwner;
import dev.latchkey.secretcode.CodePolicy;
import dev.latchkey.secretcode.CodeText;
import dev.latchkey.secretcode.Judgement;
import dev.latchkey.secretcode.KnownCode;
import dev.latchkey.secretcode.SecretCodeProvider;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Checks a code that somebody presents: the code itself, its client and key, and the account of today. */
public final class CodeCheck {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;
    private final CodePolicy policy;

    /**
     * @param session the request's session
     * @param client  who presents the code
     * @param policy  the client's policy
     */
    public CodeCheck(KeycloakSession session, ClientModel client, CodePolicy policy) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.client = client;
        this.policy = policy;
    }

    /**
     * Judges a code at a door that signs in. What has ended is ended, a copy is told to the owner, and a refusal
     * counts against the client's address, never against the account.
     *
     * @param text          what was presented, may be null
     * @param keyThumbprint thumbprint of the key that was proven; null without a proof
     * @return the verdict
     */
    public CodeVerdict judge(String text, String keyThumbprint) {
        RateVerdict recalled = ClientRate.recall(session, realm, Limit.SECRET_CODE_IP_MINUTE);
        if (recalled instanceof RateVerdict.Refused refused) {
            return new CodeVerdict.Limited(refused.retryAfterSeconds());
        }
        CodeVerdict verdict = judge(text, code -> keyThumbprint);
        if (verdict instanceof CodeVerdict.Accepted) {
            return verdict;
        }
        return ClientRate.take(session, realm, Limit.SECRET_CODE_IP_MINUTE) instanceof RateVerdict.Refused refused
                ? new CodeVerdict.Limited(refused.retryAfterSeconds())
                : verdict;
    }

    /**
     * Tells whether a code would sign its app in now. Signs nobody in and counts nothing; what has ended is ended.
     *
     * @param text what was presented, may be null
     * @return whether it would, with the key's proof where it needs one
     */
    public boolean valid(String text) {
        return judge(text, code -> code.holder().keyThumbprint()) instanceof CodeVerdict.Accepted;
    }

    private CodeVerdict judge(String text, Function<KnownCode, String> provenKey) {
        Optional<KnownCode> found = CodeText.parse(text)
                .flatMap(presented -> session.getProvider(SecretCodeProvider.class).find(realm, presented));
        UserModel user = found.map(code -> session.users().getUserById(realm, code.userId())).orElse(null);
        if (user == null) {
            return new CodeVerdict.Refused(AuditReason.CODE_EXPIRED, null);
        }
        return judge(found.get(), user, provenKey.apply(found.get()));
    }

    private CodeVerdict judge(KnownCode code, UserModel user, String keyThumbprint) {
        CodeOwner owner = CodeOwners.of(session, realm, client, user, policy);
        Judgement judgement = code.judge(owner, client.getId(), keyThumbprint, Time.currentTimeMillis());
        if (judgement instanceof Judgement.Ended) {
            UserModel fresh = FreshUser.of(session, realm, user);
            if (fresh == null) {
                return new CodeVerdict.Refused(AuditReason.CODE_EXPIRED, null);
            }
            owner = CodeOwners.of(session, realm, client, fresh, policy);
            judgement = code.judge(owner, client.getId(), keyThumbprint, Time.currentTimeMillis());
        }
        if (judgement instanceof Judgement.Ended ended) {
            new CodeEnd(session, realm, user).end(code.id(), ended.reason());
            return new CodeVerdict.Refused(ended.reason(), user);
        }
        if (judgement instanceof Judgement.Refused refused) {
            return new CodeVerdict.Refused(refused, user);
        }
        return DetectorLock.of(session, realm, user).isPresent()
                ? new CodeVerdict.Refused(AuditReason.ACCOUNT_UNAVAILABLE, user)
                : new CodeVerdict.Accepted(user, code.usedBy(owner));
    }
}
