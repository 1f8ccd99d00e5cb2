package dev.latchkey.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleClientTest {

    @TempDir
    private Path phone;

    private FakeRealm realm;
    private Vault vault;
    private DeviceKey key;
    private SampleClient app;

    @BeforeEach
    void install() throws IOException {
        realm = new FakeRealm();
        vault = FileVault.ofSecretCode(phone);
        key = new FileDeviceKey(phone);
        app = realm.app(vault, key);
    }

    @AfterEach
    void close() {
        realm.close();
    }

    @Test
    void aNewAppHasToSignInAndAsksTheServerNothing() throws IOException {
        assertInstanceOf(Start.MustSignIn.class, app.start());
        assertEquals(List.of(), realm.requests());
    }

    @Test
    void aStartRedeemsTheKeptCodeForAnIdTokenAndKeepsTheCodeThatDoesNotRotate() throws IOException {
        vault.write("code");
        realm.answers(request -> realm.granted(Map.of()));
        assertEquals("uma", assertInstanceOf(Start.SignedIn.class, app.start()).session().user().getSubject()
                .getValue());
        Map<String, String> request = realm.requests().get(0);
        assertEquals("urn:latchkey:params:oauth:grant-type:secret-code", request.get("grant_type"));
        assertEquals("code", request.get("secret_code"));
        assertEquals("mobile", request.get("client_id"));
        assertEquals("openid", request.get("scope"));
        assertEquals("code", vault.read().orElseThrow());
    }

    @Test
    void everyRequestProvesTheSameKeyWithAProofOfItsOwn() throws Exception {
        vault.write("code");
        realm.answers(request -> realm.granted(Map.of()));
        app.start();
        realm.app(vault, new FileDeviceKey(phone)).start();
        SignedJWT first = SignedJWT.parse(realm.requests().get(0).get("DPoP"));
        SignedJWT second = SignedJWT.parse(realm.requests().get(1).get("DPoP"));
        assertEquals(first.getHeader().getJWK(), second.getHeader().getJWK());
        assertEquals(key.thumbprint().getValue(), first.getHeader().getJWK().computeThumbprint());
        assertNotEquals(first.getJWTClaimsSet().getJWTID(), second.getJWTClaimsSet().getJWTID());
        assertEquals(realm.issuer() + "/token", first.getJWTClaimsSet().getClaim("htu"));
    }

    @Test
    void aSuccessorIsKeptBeforeAnythingElseCanGoWrong() throws IOException {
        vault.write("code");
        realm.answers(request -> realm.granted("another-app", null, Map.of("secret_code", "successor")));
        assertThrows(IOException.class, app::start, "the ID token is not the app's");
        assertEquals("successor", vault.read().orElseThrow());
    }

    @Test
    void aLostAnswerLeavesTheCodeToAskWithAgain() throws IOException {
        vault.write("code");
        realm.answers(request -> null);
        assertThrows(IOException.class, app::start);
        realm.answers(request -> realm.granted(Map.of("secret_code", "successor")));
        assertInstanceOf(Start.SignedIn.class, app.start());
        realm.requests().forEach(request -> assertEquals("code", request.get("secret_code")));
        assertEquals("successor", vault.read().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503})
    void aServerInTroubleLeavesTheCode(int status) throws IOException {
        vault.write("code");
        realm.answers(request -> new FakeRealm.Answer(status, Map.of(), "<html>"));
        assertThrows(IOException.class, app::start);
        assertEquals("code", vault.read().orElseThrow());
    }

    @Test
    void aRefusedCodeLeadsToTheSignInAndIsKeptUntilThen() throws IOException {
        vault.write("code");
        realm.answers(request -> error("invalid_grant"));
        assertInstanceOf(Start.MustSignIn.class, app.start());
        assertEquals("code", vault.read().orElseThrow());
    }

    @Test
    void aProofThatIsRefusedIsNotTakenForADeadCode() throws IOException {
        vault.write("code");
        realm.answers(request -> error("invalid_dpop_proof"));
        assertThrows(IOException.class, app::start);
        assertEquals("code", vault.read().orElseThrow());
    }

    @Test
    void aLimitIsWaitedForAsLongAsTheServerSays() throws IOException {
        vault.write("code");
        realm.answers(request -> new FakeRealm.Answer(429, Map.of("Retry-After", "7"), ""));
        assertEquals(new Start.Later(Duration.ofSeconds(7)), app.start());
        assertEquals("code", vault.read().orElseThrow());
    }

    @Test
    void aLimitWithoutANumberIsWaitedForAMinute() throws IOException {
        vault.write("code");
        realm.answers(request ->
                new FakeRealm.Answer(429, Map.of("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"), ""));
        assertEquals(new Start.Later(Duration.ofMinutes(1)), app.start());
    }

    private static FakeRealm.Answer error(String error) {
        return new FakeRealm.Answer(400, Map.of(), "{\"error\":\"" + error + "\"}");
    }
}
