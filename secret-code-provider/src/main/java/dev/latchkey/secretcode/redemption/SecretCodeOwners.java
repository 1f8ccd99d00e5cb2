package dev.latchkey.secretcode.redemption;

import java.util.stream.IntStream;

import dev.latchkey.common.account.DirectoryDown;
import dev.latchkey.secretcode.SecretCodeOwner;
import dev.latchkey.secretcode.credential.SecretCodeCredentialProviderFactory;
import dev.latchkey.signin.account.AccountSnapshot;
import dev.latchkey.signin.account.DisabledAccount;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Reads the current state of a code's owner from Keycloak on each call, so that every change is detected, whatever
 * client or administrator made it and through whatever interface.
 */
public final class SecretCodeOwners {

    private SecretCodeOwners() {
    }

    /**
     * @param session           the request's session
     * @param realm             the realm
     * @param client            the app's client
     * @param user              the owner
     * @param passwordAttribute attribute that changes with a federated account's password; empty for none
     * @return the owner's current state
     */
    public static SecretCodeOwner of(KeycloakSession session, RealmModel realm, ClientModel client, UserModel user,
            String passwordAttribute) {
        int notBefore = IntStream.of(realm.getNotBefore(), client.getNotBefore(),
                session.users().getNotBeforeOfUser(realm, user)).max().orElse(0);
        return new SecretCodeOwner(AccountSnapshot.of(realm, user, passwordAttribute),
                !DisabledAccount.is(session, realm, user), DirectoryDown.of(realm, user), notBefore,
                SecretCodeCredentialProviderFactory.credentials(user).ids());
    }
}
