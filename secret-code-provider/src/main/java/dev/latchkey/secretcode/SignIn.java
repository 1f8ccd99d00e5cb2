package dev.latchkey.secretcode;

import java.util.Set;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.signin.account.AccountSnapshot;

/**
 * A user's sign-in in which an app gets its code.
 *
 * @param account       the user's account
 * @param clientId      id of the app's client, not its {@code client_id}
 * @param keyThumbprint SHA-256 thumbprint of the app's DPoP key (RFC 9449); null without one
 * @param sessionId     the session
 * @param sessionEndsAt when the session ends at the latest, epoch milliseconds
 * @param signedInAt    when the user signed in, epoch seconds
 * @param address       the client's address
 * @param logoutKeys    keys of the logouts by an identity provider that end the code, see {@link ProviderLogoutKey}
 */
public record SignIn(AccountSnapshot account, String clientId, String keyThumbprint, String sessionId,
        long sessionEndsAt, int signedInAt, String address, Set<String> logoutKeys) {

    /** Normalizes the address so that it fits its column. */
    public SignIn {
        address = ClientAddress.kept(address);
        logoutKeys = Set.copyOf(logoutKeys);
    }
}
