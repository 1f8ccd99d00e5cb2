package dev.latchkey.secretcode.redemption;

import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.common.account.FreshUser;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.secretcode.LookupResult;
import dev.latchkey.secretcode.PresentedSecretCode;
import dev.latchkey.secretcode.SecretCodeOwner;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeText;
import dev.latchkey.secretcode.credential.SecretCodeEnd;
import dev.latchkey.signin.account.DetectorLock;
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
        return ClientRate.recall(session, realm, Limit.SECRET_CODE_IP_MINUTE).fold(
                admitted -> verify(text, code -> keyThumbprint)
                        .fold(accepted -> accepted, this::counted, limited -> limited),
                refused -> new PresentationResult.Limited(refused.retryAfterSeconds()));
    }

    private PresentationResult counted(PresentationResult.Refused result) {
        return ClientRate.take(session, realm, Limit.SECRET_CODE_IP_MINUTE).fold(
                admitted -> result,
                refused -> new PresentationResult.Limited(refused.retryAfterSeconds()));
    }

    /**
     * Verifies whether a code would sign its app in now. Signs no user in and counts nothing; a code that is no longer
     * valid is ended.
     *
     * @param text what was presented, may be null
     * @return whether it would, given a proof of the key if the code is bound to one
     */
    public boolean valid(String text) {
        return verify(text, code -> code.issuedTo().keyThumbprint())
                .fold(accepted -> true, refused -> false, limited -> false);
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
        return verify(code, user, user, keyThumbprint, ended -> {
            // the node's cache may lag behind the database
            UserModel fresh = FreshUser.of(session, realm, user);
            return fresh == null
                    ? new PresentationResult.Refused(AuditReason.CODE_EXPIRED, null)
                    : verify(code, user, fresh, keyThumbprint, stillEnded -> {
                        new SecretCodeEnd(session, realm, user).end(code.id(), stillEnded.reason());
                        return new PresentationResult.Refused(stillEnded.reason(), user);
                    });
        });
    }

    private PresentationResult verify(PresentedSecretCode code, UserModel user, UserModel current,
            String keyThumbprint, Function<LookupResult.Ended, PresentationResult> end) {
        SecretCodeOwner owner = SecretCodeOwners.of(session, realm, client, current, policy.passwordAttribute());
        return code.verify(owner, client.getId(), keyThumbprint, Time.currentTimeMillis()).fold(
                // locked, or disabled by a directory that is down: refused now, and not ended
                accepted -> !user.isEnabled() || !current.isEnabled()
                        || DetectorLock.of(session, realm, user).isPresent()
                        ? new PresentationResult.Refused(AuditReason.ACCOUNT_UNAVAILABLE, user)
                        : new PresentationResult.Accepted(user, code.usedBy(owner)),
                refused -> new PresentationResult.Refused(refused, user),
                end);
    }
}
