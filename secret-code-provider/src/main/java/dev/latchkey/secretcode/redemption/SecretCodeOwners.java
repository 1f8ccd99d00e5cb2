package dev.latchkey.secretcode.redemption;

import java.util.stream.IntStream;

import dev.latchkey.common.account.AccountSnapshot;
import dev.latchkey.secretcode.SecretCodeOwner;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.credential.SecretCodeCredentialProviderFactory;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Reads what Keycloak says of a code's owner, each time anew: a change is seen, no matter who made it and by what way.
 */
public final class SecretCodeOwners {

    private SecretCodeOwners() {
    }

    public static SecretCodeOwner of(KeycloakSession session, RealmModel realm, ClientModel client, UserModel user,
            SecretCodePolicy policy) {
        int notBefore = IntStream.of(realm.getNotBefore(), client.getNotBefore(),
                session.users().getNotBeforeOfUser(realm, user)).max().orElse(0);
        return new SecretCodeOwner(AccountSnapshot.of(realm, user, policy.passwordAttribute()), user.isEnabled(),
                notBefore,
                SecretCodeCredentialProviderFactory.credentials(user).ids());
    }
}
