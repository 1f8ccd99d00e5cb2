package dev.latchkey.otp.flow;

import java.util.List;

import org.keycloak.Config;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

/** Offers {@link EmailOtpAuthenticator} to flows as {@value #ID}. */
public final class EmailOtpAuthenticatorFactory implements AuthenticatorFactory {

    /** The step's id. */
    public static final String ID = "latchkey-email-otp";

    private static final Requirement[] REQUIREMENTS =
            {Requirement.REQUIRED, Requirement.ALTERNATIVE, Requirement.DISABLED};

    private final EmailOtpAuthenticator authenticator = new EmailOtpAuthenticator();

    @Override
    public Authenticator create(KeycloakSession session) {
        return authenticator;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey e-mail code";
    }

    /**
     * Null on purpose: Keycloak's brute-force detector drops failures of every category but its own three without a
     * word, and counts those without a category.
     */
    @Override
    public String getReferenceCategory() {
        return null;
    }

    @Override
    public String getHelpText() {
        return "Mails a one-time code and link to the user's address and asks for it. Its numbers are the "
                + "configuration of the required action 'Latchkey: verify e-mail by code'.";
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return REQUIREMENTS.clone();
    }

    @Override
    public boolean isConfigurable() {
        return false;
    }

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public void init(Config.Scope config) {
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
    }

    @Override
    public void close() {
    }
}
