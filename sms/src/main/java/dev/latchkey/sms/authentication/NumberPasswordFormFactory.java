package dev.latchkey.sms.authentication;

import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.UsernamePasswordFormFactory;
import org.keycloak.models.KeycloakSession;

/** Offers {@link NumberPasswordForm} to browser flows as {@value #ID}. */
public final class NumberPasswordFormFactory extends UsernamePasswordFormFactory {

    /** The step's id. */
    public static final String ID = "latchkey-number-password";

    private final NumberPasswordForm form = new NumberPasswordForm();

    @Override
    public Authenticator create(KeycloakSession session) {
        return form;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey user name or phone number, and password";
    }

    @Override
    public String getHelpText() {
        return "Keycloak's form for user name and password, which also takes a telephone number that the user has "
                + "proven, where the policy of 'Latchkey: verify phone number by code' lets numbers name accounts.";
    }
}
