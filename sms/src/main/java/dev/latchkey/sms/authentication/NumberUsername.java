package dev.latchkey.sms.authentication;

import dev.latchkey.sms.identity.PhoneIdentity;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.directgrant.ValidateUsername;
import org.keycloak.models.UserModel;

/**
 * Keycloak's step for the user name of an app's sign-in, which takes a proven telephone number in place of the name.
 * Offered to flows as {@value #ID}.
 */
public final class NumberUsername extends ValidateUsername {

    /** The step's id. */
    public static final String ID = "latchkey-direct-number";

    @Override
    protected String retrieveUsername(AuthenticationFlowContext context) {
        String typed = super.retrieveUsername(context);
        return new PhoneIdentity(context.getSession(), context.getRealm()).named(typed).map(UserModel::getUsername)
                .orElse(typed);
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey user name or phone number of apps";
    }

    @Override
    public String getHelpText() {
        return "Keycloak's 'Username Validation', which also takes a telephone number that the user has proven, where "
                + "the policy of 'Latchkey: verify phone number by code' lets numbers name accounts.";
    }
}
