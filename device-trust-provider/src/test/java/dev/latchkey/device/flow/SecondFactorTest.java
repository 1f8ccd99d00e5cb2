package dev.latchkey.device.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.RealmModel;
import org.keycloak.models.WebAuthnPolicy;
import org.keycloak.sessions.AuthenticationSessionModel;

class SecondFactorTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "authenticate       | [\"password\"]                          | required    | false",
            "authenticate       | [\"password\",\"otp\"]                  | required    | true",
            "authenticate       | [\"password\",\"webauthn\"]             | required    | true",
            "authenticate       | [\"password\",\"recovery-authn-codes\"] | required    | true",
            "authenticate       | [\"otp\"]                               | required    | false",
            "authenticate       | [\"webauthn-passwordless\"]             | required    | true",
            "authenticate       | [\"webauthn-passwordless\"]             | preferred   | false",
            "authenticate       | [\"webauthn-passwordless\"]             | discouraged | false",
            "authenticate       | [\"password\",\"webauthn-passwordless\"]| discouraged | true",
            "first-broker-login | [\"password\",\"otp\"]                  | required    | false",
            "post-broker-login  | [\"password\",\"otp\"]                  | required    | false",
            "reset-credentials  | [\"password\",\"otp\"]                  | required    | false",
            "registration       | [\"password\",\"otp\"]                  | required    | false"})
    void onlyTwoFactorsInASignInCount(String path, String passed, String verification, boolean counts) {
        assertEquals(counts, SecondFactor.passed(signIn(verification, Map.of(
                AuthenticationProcessor.CURRENT_FLOW_PATH, path, AuthenticationProcessor.AUTHN_CREDENTIALS, passed))));
    }

    private static AuthenticationSessionModel signIn(String verification, Map<String, String> notes) {
        WebAuthnPolicy policy = new WebAuthnPolicy();
        policy.setUserVerificationRequirement(verification);
        RealmModel realm = (RealmModel) Proxy.newProxyInstance(SecondFactorTest.class.getClassLoader(),
                new Class<?>[] {RealmModel.class}, (proxy, method, arguments) -> policy);
        return (AuthenticationSessionModel) Proxy.newProxyInstance(SecondFactorTest.class.getClassLoader(),
                new Class<?>[] {AuthenticationSessionModel.class}, (proxy, method, arguments) ->
                        method.getName().equals("getRealm") ? realm : notes.get((String) arguments[0]));
    }
}
