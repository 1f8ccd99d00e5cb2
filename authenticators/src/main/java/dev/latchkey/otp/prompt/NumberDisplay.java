package dev.latchkey.otp.prompt;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.net.ClientDevice;
import dev.latchkey.common.net.FrontendUrl;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.NumberPrompt;
import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.rest.LinkAddress;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Shows, on the page that waits for a second factor, the number to be typed where the mailed link is opened in another
 * browser. Only the tab that asked for the newest mail shows one.
 */
public final class NumberDisplay {

    private final KeycloakSession session;
    private final AuthenticationSessionModel authSession;
    private final NumberPrompt prompt;

    private NumberDisplay(KeycloakSession session, AuthenticationSessionModel authSession) {
        this.session = session;
        this.authSession = authSession;
        this.prompt = new NumberPrompt(
                NumberPrompt.tab(authSession.getParentSession().getId(), authSession.getTabId()),
                authSession.getClient().getId(), ClientDevice.name(session).orElse(""),
                ClientAddress.shown(ClientAddress.text(session)));
    }

    /**
     * @param session     the request's session
     * @param authSession the tab, whose user has passed a first factor
     * @return the display of this tab; empty where the policy has number matching off, and where mails hold no link
     */
    public static Optional<NumberDisplay> of(KeycloakSession session, AuthenticationSessionModel authSession) {
        return EmailOtpPolicy.of(authSession.getRealm()).matchesNumbers() && OtpChannels.email(session).holdsLinks()
                ? Optional.of(new NumberDisplay(session, authSession))
                : Optional.empty();
    }

    NumberPrompt prompt() {
        return prompt;
    }

    /** Returns what the page shows of a challenge's number; nothing when another tab shows it. */
    Map<String, Object> attributes(OtpRequest request, String challengeId) {
        return session.getProvider(EmailOtpProvider.class).number(request, challengeId)
                .<Map<String, Object>>map(number -> Map.of("number", number, "statusUrl", statusPath(challengeId)))
                .orElse(Map.of());
    }

    /** The path alone: the page's script asks the server that the page is from. */
    private String statusPath(String challengeId) {
        return LinkAddress.status(FrontendUrl.base(session), authSession.getRealm(), challengeId)
                .getRawPath() + '?' + LinkAddress.TAB + '=' + authSession.getTabId();
    }
}
