package dev.latchkey.otp.authentication;

import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;

/**
 * Base class of the factories of steps that ask for a code by a channel other than e-mail, as a second factor. A
 * subclass names the channel; users who pick it by Keycloak's "try another way" read the messages
 * {@code <id>-display-name} and {@code <id>-help-text}.
 */
public abstract class ChannelOtpStepFactory extends OtpStepFactory {

    private final String id;
    private final String displayType;
    private final String helpText;
    private final Authenticator authenticator;

    /**
     * @param id          the step's id
     * @param displayType its name in the admin console
     * @param helpText    what it does, for the admin console
     * @param channelId   the id of the channel
     */
    protected ChannelOtpStepFactory(String id, String displayType, String helpText, String channelId) {
        this.id = id;
        this.displayType = displayType;
        this.helpText = helpText;
        this.authenticator = new ChannelOtpAuthenticator(channelId);
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
