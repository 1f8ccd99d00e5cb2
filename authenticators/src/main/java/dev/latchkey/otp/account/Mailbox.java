package dev.latchkey.otp.account;

import dev.latchkey.common.net.MailAddress;
import dev.latchkey.otp.PhoneIdentifiers;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Whether the e-mail address of an account stands for its owner. */
public final class Mailbox {

    private Mailbox() {
    }

    /**
     * Reports whether a code to the address may do more than verify it. An account that a number names may have been
     * made without an address, and a token alone is enough to give it one.
     *
     * @param session the request's session
     * @param realm   the realm
     * @param user    an account
     * @return whether it has an address, which is verified where a number names the account
     */
    public static boolean counts(KeycloakSession session, RealmModel realm, UserModel user) {
        return user.getEmail() != null && !user.getEmail().isBlank()
                && (user.isEmailVerified() || !isNamedByNumber(session, realm, user));
    }

    /**
     * Reports whether a code to the address may stand for the account by itself.
     *
     * @param session the request's session
     * @param realm   the realm
     * @param user    an account
     * @return whether the address counts, and is that of the mailbox to which it is mailed, see
     *         {@link MailAddress#isExact}
     */
    public static boolean proves(KeycloakSession session, RealmModel realm, UserModel user) {
        return counts(session, realm, user) && MailAddress.isExact(user.getEmail());
    }

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param user    an account
     * @return whether numbers name accounts, also while no text can be sent, and one has named the account: also where
     *         the credential of the proof was removed since, or another account has proven the number since
     */
    public static boolean isNamedByNumber(KeycloakSession session, RealmModel realm, UserModel user) {
        PhoneIdentifiers phones = session.getProvider(PhoneIdentifiers.class);
        return phones.areConfigured(realm) && (AddressProof.isHeldBy(user) || phones.hasClaims(realm, user));
    }
}
