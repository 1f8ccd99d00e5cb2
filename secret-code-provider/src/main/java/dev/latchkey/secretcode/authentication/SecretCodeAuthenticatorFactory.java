package dev.latchkey.secretcode.authentication;

import dev.latchkey.common.spi.StepFactory;
import dev.latchkey.secretcode.credential.SecretCodeCredentialProviderFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;

/** Offers {@link SecretCodeAuthenticator} to flows as {@value #ID}. */
public final class SecretCodeAuthenticatorFactory implements AuthenticatorFactory, StepFactory<Authenticator> {

    /** The step's id. */
    public static final String ID = "latchkey-secret-code";

    private static final Requirement[] REQUIREMENTS =
            {Requirement.REQUIRED, Requirement.ALTERNATIVE, Requirement.DISABLED};

    @Override
    public Authenticator create(KeycloakSession session) {
        return new SecretCodeAuthenticator(session);
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey secret code";
    }

    /** The credential category under which the account console lists codes. */
    @Override
    public String getReferenceCategory() {
        return SecretCodeCredentialProviderFactory.TYPE;
    }

    @Override
    public String getHelpText() {
        return "Signs an app in by the secret code that it keeps. In the flow that a redemption runs, or in a browser "
                + "flow in place of the username and password forms; counts as one factor.";
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return REQUIREMENTS.clone();
    }
}
