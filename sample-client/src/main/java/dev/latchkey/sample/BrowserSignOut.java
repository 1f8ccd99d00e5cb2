package dev.latchkey.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.openid.connect.sdk.LogoutRequest;

/** Signs a user out of the browser that they signed in with (OpenID Connect RP-Initiated Logout 1.0). */
final class BrowserSignOut {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Server server;
    private final ClientID client;
    private final BrowserOpener browser;

    BrowserSignOut(Server server, ClientID client, BrowserOpener browser) {
        this.server = server;
        this.client = client;
        this.browser = browser;
    }

    /**
     * Asks the user, if the browser still knows one, and returns when it is back. The question is
     * skipped only for an ID token of the browser's own session; an app that started with its code has another session.
     *
     * @throws IOException if the user does not come back
     */
    void ask() throws IOException {
        State state = new State();
        try (LoopbackReceiver receiver = new LoopbackReceiver(state)) {
            browser.open(new LogoutRequest(server.endSession(), null, null, client, receiver.address(), state,
                    List.of()).toURI());
            receiver.await(PATIENCE);
        }
    }
}
