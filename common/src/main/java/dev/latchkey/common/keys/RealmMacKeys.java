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

/**
 * {@link MacKeys} out of the realm's active and passive HS512 keys and the server's peppers; the active key signs with
 * the first pepper, and all others are known. They are derived by {@link Hkdf}: the pepper is the salt, the use is the
 * info.
 */
final class RealmMacKeys implements MacKeys {

    /** What columns hold. */
    private static final int MAX_ID = 100;

    private final KeycloakSession session;
    private final List<String> configuredPeppers;
    private final boolean unpepperedRetired;

    RealmMacKeys(KeycloakSession session, List<String> configuredPeppers, boolean unpepperedRetired) {
        this.session = session;
        this.configuredPeppers = configuredPeppers;
        this.unpepperedRetired = unpepperedRetired;
    }

    @Override
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
        if (RealmMacKeysFactory.NO_PEPPER.equals(configured)) {
            return Pepper.NONE;
        }
        if (!RealmMacKeysFactory.isVaultExpression(configured)) {
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
