package dev.latchkey.secretcode.redemption;

import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.common.account.DetectorLock;
import dev.latchkey.common.account.FreshUser;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.limit.ClientRate;
import dev.latchkey.common.limit.RateResult;
import dev.latchkey.common.settings.Limit;
import dev.latchkey.secretcode.LookupResult;
import dev.latchkey.secretcode.PresentedSecretCode;
import dev.latchkey.secretcode.SecretCodeOwner;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeText;
import dev.latchkey.secretcode.credential.SecretCodeEnd;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Verifies a code that a client presents: the code itself, its client and key, and the current state of the account.
 */
public final class SecretCodeVerifier {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;
    private final SecretCodePolicy policy;

    /**
     * @param session the request's session
     * @param client  the client that presents the code
     * @param policy  the client's policy
     */
    public SecretCodeVerifier(KeycloakSession session, ClientModel client, SecretCodePolicy policy) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.client = client;
        this.policy = policy;
    }

    /**
     * Verifies a code at an endpoint that signs users in. A code that is no longer valid is ended; on a replay the
     * owner is notified. A refusal counts against the client's address, never against the account.
     *
     * @param text          what was presented, may be null
     * @param keyThumbprint thumbprint of the key that was proven; null without a proof
     * @return the result
     */
    public PresentationResult verify(String text, String keyThumbprint) {
        RateResult recalled = ClientRate.recall(session, realm, Limit.SECRET_CODE_IP_MINUTE);
        if (recalled instanceof RateResult.Refused refused) {
            return new PresentationResult.Limited(refused.retryAfterSeconds());
        }
        PresentationResult result = verify(text, code -> keyThumbprint);
        if (result instanceof PresentationResult.Accepted) {
            return result;
        }
        return ClientRate.take(session, realm, Limit.SECRET_CODE_IP_MINUTE) instanceof RateResult.Refused refused
                ? new PresentationResult.Limited(refused.retryAfterSeconds())
                : result;
    }

    /**
     * Verifies whether a code would sign its app in now. Signs no user in and counts nothing; a code that is no longer
     * valid is ended.
     *
     * @param text what was presented, may be null
     * @return whether it would, given a proof of the key if the code is bound to one
     */
    public boolean valid(String text) {
        return verify(text, code -> code.issuedTo().keyThumbprint()) instanceof PresentationResult.Accepted;
    }

    private PresentationResult verify(String text, Function<PresentedSecretCode, String> provenKey) {
        Optional<PresentedSecretCode> found = SecretCodeText.parse(text)
                .flatMap(presented -> session.getProvider(SecretCodeProvider.class).find(realm, presented));
        UserModel user = found.map(code -> session.users().getUserById(realm, code.userId())).orElse(null);
        if (user == null) {
            return new PresentationResult.Refused(AuditReason.CODE_EXPIRED, null);
        }
        return verify(found.get(), user, provenKey.apply(found.get()));
    }

    private PresentationResult verify(PresentedSecretCode code, UserModel user, String keyThumbprint) {
        SecretCodeOwner owner = SecretCodeOwners.of(session, realm, client, user, policy);
        LookupResult result = code.verify(owner, client.getId(), keyThumbprint, Time.currentTimeMillis());
        if (result instanceof LookupResult.Ended) {
            UserModel fresh = FreshUser.of(session, realm, user);
            if (fresh == null) {
                return new PresentationResult.Refused(AuditReason.CODE_EXPIRED, null);
            }
            owner = SecretCodeOwners.of(session, realm, client, fresh, policy);
            result = code.verify(owner, client.getId(), keyThumbprint, Time.currentTimeMillis());
        }
        if (result instanceof LookupResult.Ended ended) {
            new SecretCodeEnd(session, realm, user).end(code.id(), ended.reason());
            return new PresentationResult.Refused(ended.reason(), user);
        }
        if (result instanceof LookupResult.Refused refused) {
            return new PresentationResult.Refused(refused, user);
        }
        return DetectorLock.of(session, realm, user).isPresent()
                ? new PresentationResult.Refused(AuditReason.ACCOUNT_UNAVAILABLE, user)
                : new PresentationResult.Accepted(user, code.usedBy(owner));
    }
}
