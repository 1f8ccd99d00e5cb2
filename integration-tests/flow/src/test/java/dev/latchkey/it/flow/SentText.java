package dev.latchkey.it.flow;

import java.time.Duration;

import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.Text;
import dev.latchkey.sms.TextReference;
import org.keycloak.models.RealmModel;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;

/** A text that a gateway of the server sends. */
final class SentText {

    private SentText() {
    }

    /** Returns the gateway's answer. */
    static FetchOnServer by(String gateway, String realmName, String number, String reference) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            return session.getProvider(SmsGateway.class, gateway).send(new Text(number, "Your code: 123456",
                    Duration.ofMinutes(10), TextReference.read(realm.getId(), reference))).name();
        };
    }
}
