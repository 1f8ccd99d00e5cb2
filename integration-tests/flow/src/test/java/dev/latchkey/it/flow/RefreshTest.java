package dev.latchkey.it.flow;

import dev.latchkey.it.kit.TokenClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.realm.ManagedRealm;

/** Common parts of the tests of refresh tokens: a realm that rotates them. */
abstract class RefreshTest extends FlowTest {

    @InjectRealm(config = Realms.Refresh.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    TokenClient app(String clientId) {
        return TokenClient.of(FlowServer.BASE, realm.getName(), clientId);
    }

    /** A public client with a key of its own. */
    TokenClient holderOfAKey() {
        DPoPKey key = new DPoPKey();
        return app(Realms.DPOP_APP).withProof((method, url) -> key.proof(method, url, null));
    }

    TokenClient.Grant signIn(TokenClient app, TestUser person) {
        return app.password(person.username(), TestUser.PASSWORD, "openid");
    }
}
