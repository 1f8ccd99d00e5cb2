package dev.latchkey.sample;

import java.io.IOException;
import java.net.URI;

import com.nimbusds.oauth2.sdk.id.ClientID;

/**
 * An app that signs users up and in on screens of its own, without a browser. For apps of the realm's owner alone,
 * because they see the password; docs/apps.md describes requests and responses. Each attempt of a user is an object of
 * its own; what outlasts it is the app's key and the secret of a trusted device.
 */
public final class NativeClient {

    private final Server server;
    private final ClientID client;
    private final Vault device;
    private final ProvenHttp http;

    /**
     * @param issuer   the realm's address
     * @param clientId the app's {@code client_id}, a public client that holds the scope {@code email_otp}
     * @param device   where the secret of the trusted device is kept
     * @param key      the app's key
     * @throws IOException if the realm does not answer
     */
    public NativeClient(URI issuer, String clientId, Vault device, DeviceKey key) throws IOException {
        this.server = Server.discover(issuer);
        this.client = new ClientID(clientId);
        this.device = device;
        this.http = new ProvenHttp(key);
    }

    /** @return a sign-up that has not begun */
    public Registration registration() {
        return new Registration(new MailChallenge(server, client, http));
    }

    /** @return a password reset that has not begun */
    public PasswordReset passwordReset() {
        return new PasswordReset(new MailChallenge(server, client, http));
    }

    /** @return a sign-in that has not begun */
    public NativeSignIn signIn() {
        return new NativeSignIn(server, client, http, device);
    }
}
