package dev.latchkey.device.session;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.net.ProofKey;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.device.DeviceSignals;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.PartNotes;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The app that signs a user in without a browser. Its secret travels in a member of requests and responses instead of a
 * cookie, and is bound to the client and to the app's DPoP key, where it has one, instead of to a browser: an app's
 * User-Agent does not identify the device.
 */
public final class NativeDevice implements DeviceTokenStore {

    private static final String HANDED = "latchkey.device.handed";
    private static final char SEPARATOR = ' ';
    /** The grants by which a sign-in ends: that of an app without a browser, and Keycloak's direct grant. */
    private static final Set<String> SIGN_INS = Set.of(OAuth2Constants.AUTHORIZATION_CODE, OAuth2Constants.PASSWORD);

    private final KeycloakSession session;
    private final ClientModel client;
    private final String member;
    private RotatingSecret held;

    private NativeDevice(KeycloakSession session, ClientModel client, String member, RotatingSecret held) {
        this.session = session;
        this.client = client;
        this.member = member;
        this.held = held;
    }

    /**
     * Marks this request as an app's, so that no cookie is read or written.
     *
     * @param session   the request's session
     * @param client    the authenticated client
     * @param member    name of the member in which the token response repeats the secret
     * @param presented the secret that the app presents; empty when it presents none
     * @return the app
     */
    public static NativeDevice attach(KeycloakSession session, ClientModel client, String member,
            Optional<RotatingSecret> presented) {
        NativeDevice app = new NativeDevice(session, client, member, presented.orElse(null));
        session.setAttribute(NativeDevice.class.getName(), app);
        return app;
    }

    /**
     * @param session the request's session
     * @return the app that sends this request; empty when the request is not marked as an app's
     */
    public static Optional<NativeDevice> of(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(NativeDevice.class.getName(), NativeDevice.class));
    }

    @Override
    public Optional<RotatingSecret> read() {
        return Optional.ofNullable(held);
    }

    @Override
    public void write(RotatingSecret secret, long seconds) {
        held = secret;
        AuthenticationSessionModel authSession = CurrentTab.of(session).orElseThrow();
        // the note names the device and holds no secret; Keycloak copies it to the client session
        authSession.setClientNote(HANDED, member + SEPARATOR + secret.selector());
    }

    @Override
    public void writeOnceCommitted(RotatingSecret secret, long seconds) {
        // the response with the secret depends on what this request commits
        write(secret, seconds);
    }

    @Override
    public DeviceSignals signals() {
        DeviceSignals browser = Signals.of(session);
        return new DeviceSignals("app:" + client.getId(), "key:" + ProofKey.thumbprint(session).orElse(""),
                browser.network(), browser.address());
    }

    @Override
    public String nameless() {
        return "App";
    }

    /**
     * Returns what the token response repeats: the newest secret of the device that this very sign-in has trusted or
     * recognized. Returns it only once, and never by a grant that needs no more than a token: Keycloak copies the note
     * to the offline session, before the response of the sign-in has used it up.
     *
     * @param session       the request's session
     * @param realm         the realm
     * @param user          the owner
     * @param grantType     the grant of the token response; null when there is none
     * @param clientSession the client session that the sign-in has opened
     * @return name and value of the member; empty when there is no device, its trust has ended, or the grant is not one
     *         that completes a sign-in
     */
    public static Optional<Map.Entry<String, String>> handed(KeycloakSession session, RealmModel realm,
            UserModel user, String grantType, AuthenticatedClientSessionModel clientSession) {
        if (!SIGN_INS.contains(Objects.requireNonNullElse(grantType, ""))) {
            return Optional.empty();
        }
        Optional<String> note = PartNotes.get(clientSession, HANDED);
        PartNotes.takeBack(clientSession, HANDED);
        return note.flatMap(handed -> {
            int end = handed.indexOf(SEPARATOR);
            return session.getProvider(DeviceTrustProvider.class)
                    .newest(realm, user.getId(), handed.substring(end + 1))
                    .map(secret -> Map.entry(handed.substring(0, end), secret.format()));
        });
    }
}
