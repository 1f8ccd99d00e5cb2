package dev.latchkey.otp.authentication;

import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;

/** Base class of the factories of steps that have fixed names and one authenticator for all requests. */
abstract class NamedStepFactory extends OtpStepFactory {

    private final String id;
    private final String displayType;
    private final String helpText;
    private final Authenticator authenticator;

    NamedStepFactory(String id, String displayType, String helpText, Authenticator authenticator) {
        this.id = id;
        this.displayType = displayType;
        this.helpText = helpText;
        this.authenticator = authenticator;
    }

    @Override
    public final Authenticator create(KeycloakSession session) {
        return authenticator;
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final String getDisplayType() {
        return displayType;
    }

    @Override
    public final String getHelpText() {
        return helpText;
    }
}
