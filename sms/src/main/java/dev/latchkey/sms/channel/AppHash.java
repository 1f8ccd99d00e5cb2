package dev.latchkey.sms.channel;

import java.util.Optional;
import java.util.regex.Pattern;

import org.keycloak.models.ClientModel;

/** The line of a text by which Android hands it to the app that has asked for it (SMS Retriever API). */
final class AppHash {

    /** Client attribute with the hash of the app's package name and certificate. */
    static final String ATTRIBUTE = "latchkey.text.app-hash";

    private static final Pattern HASH = Pattern.compile("[A-Za-z0-9+/]{11}");

    private AppHash() {
    }

    /**
     * @param client the client that asks for a code
     * @return the hash of its app; empty where it has none, or what it has is no hash
     */
    static Optional<String> of(ClientModel client) {
        return Optional.ofNullable(client.getAttribute(ATTRIBUTE)).filter(hash -> HASH.matcher(hash).matches());
    }
}
