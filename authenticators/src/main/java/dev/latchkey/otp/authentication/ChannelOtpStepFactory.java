package dev.latchkey.otp.authentication;

/**
 * Base class of the factories of steps that ask for a code by a channel other than e-mail, as a second factor. A
 * subclass names the channel; users who pick it by Keycloak's "try another way" read the messages
 * {@code <id>-display-name} and {@code <id>-help-text}.
 */
public abstract class ChannelOtpStepFactory extends OtpStepFactory {

    /**
     * @param id          the step's id
     * @param displayType its name in the admin console
     * @param helpText    what it does, for the admin console
     * @param channelId   the id of the channel
     */
    protected ChannelOtpStepFactory(String id, String displayType, String helpText, String channelId) {
        super(id, displayType, helpText, new ChannelOtpAuthenticator(channelId));
    }
}
