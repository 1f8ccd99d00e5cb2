package dev.latchkey.common.keys;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Hands out the keys under which short secrets are stored. They are derived from the realm's own active and passive
 * HS512 keys, which Keycloak generates, rotates and shows in its console, and from the server's peppers, so that a copy
 * of the database alone cannot be searched for six-digit codes (ASVS 6.5.2, 11.2.2). The active key signs with the
 * first pepper, and all others are known. {@link Hkdf} derives them: the pepper is the salt, the use is the info.
 */
public final class MacKeys implements Provider {

    /** What columns hold. */
    private static final int MAX_ID = 100;

    private final KeycloakSession session;
    private final List<String> configuredPeppers;
    private final boolean unpepperedRetired;

    MacKeys(KeycloakSession session, List<String> configuredPeppers, boolean unpepperedRetired) {
        this.session = session;
        this.configuredPeppers = configuredPeppers;
        this.unpepperedRetired = unpepperedRetired;
    }

    /**
     * Collects the realm's usable keys. Ask before the work's own transaction starts: this may read the realm.
     *
     * @param realm whose keys
     * @param use   what the keys are for; keys of different uses are unrelated
     * @return the keys, free of any session
     */
    public KeyRing ring(RealmModel realm, String use) {
        List<KeyWrapper> realmKeys = new ArrayList<>();
        realmKeys.add(session.keys().getActiveKey(realm, KeyUse.SIG, Algorithm.HS512));
        session.keys().getKeysStream(realm, KeyUse.SIG, Algorithm.HS512).forEach(realmKeys::add);

        List<Pepper> peppers = peppers();
        LinkedHashMap<String, byte[]> keys = new LinkedHashMap<>();
        for (KeyWrapper realmKey : realmKeys) {
            for (Pepper pepper : peppers) {
                keys.putIfAbsent(id(realmKey.getKid(), pepper), derive(realmKey, pepper, use));
            }
        }
        return new KeyRing(keys);
    }

    /** An imported key may have a name of any length; rows hold it. */
    static String id(String kid, Pepper pepper) {
        String id = pepper.keyId(kid);
        return id.length() <= MAX_ID ? id : pepper.keyId(MacMessage.of("kid", kid).sha256());
    }

    private List<Pepper> peppers() {
        Stream<Pepper> configured = configuredPeppers.stream().map(this::resolve);
        return (unpepperedRetired ? configured : Stream.concat(configured, Stream.of(Pepper.NONE))).toList();
    }

    private Pepper resolve(String configured) {
        if (MacKeysFactory.NO_PEPPER.equals(configured)) {
            return Pepper.NONE;
        }
        if (!MacKeysFactory.isVaultExpression(configured)) {
            return Pepper.of(configured);
        }
        return session.vault().getStringSecret(configured).get().map(Pepper::of)
                .orElseThrow(() -> new IllegalStateException(
                        "Keycloak's vault does not hold the pepper " + configured));
    }

    private static byte[] derive(KeyWrapper realmKey, Pepper pepper, String use) {
        byte[] extracted = Hkdf.extract(pepper.secret(), realmKey.getSecretKey().getEncoded());
        return Hkdf.expand(extracted, ("latchkey " + use).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
    }
}
