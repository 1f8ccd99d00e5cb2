package dev.latchkey.sample;

import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;

/**
 * A user who is signed in. Lives in memory alone: what outlasts the app is the code, and nothing else needs keeping.
 *
 * @param accessToken  what APIs are shown, with a proof of the app's key
 * @param refreshToken what brings the next access token while the app runs
 * @param user       the claims of the ID token, which was verified
 */
public record Session(AccessToken accessToken, RefreshToken refreshToken, IDTokenClaimsSet user) {

    /** @return the user, and no token */
    @Override
    public String toString() {
        return "Session[" + user.getSubject() + "]";
    }
}
