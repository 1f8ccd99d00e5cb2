package dev.latchkey.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticationRecordTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "authenticate        | -                          | true  | false | false | false",
            "authenticate        | RESET_CODE                 | true  | false | false | false",
            "authenticate        | SESSION                    | true  | true  | false | false",
            "authenticate        | SESSION,EMAIL_CODE         | true  | true  | false | false",
            "authenticate        | PASSWORD                   | true  | true  | true  | false",
            "authenticate        | PASSWORD,EMAIL_CODE        | true  | true  | true  | true",
            "authenticate        | PASSWORD,CHANNEL_CODE      | true  | true  | true  | true",
            "authenticate        | PASSWORD,AUTHENTICATOR_APP | true  | true  | true  | true",
            "authenticate        | PASSWORD,SECURITY_KEY      | true  | true  | true  | true",
            "authenticate        | PASSWORD,RECOVERY_CODE     | true  | true  | true  | true",
            "authenticate        | AUTHENTICATOR_APP          | true  | true  | false | false",
            "authenticate        | EMAIL_CODE_ALONE           | true  | true  | false | false",
            "authenticate        | EMAIL_CODE_ALONE,PASSWORD  | true  | true  | false | false",
            "authenticate        | TEXT_CODE_ALONE            | true  | true  | false | false",
            "authenticate        | TEXT_CODE_ALONE,PASSKEY    | true  | true  | false | false",
            "authenticate        | PASSKEY                    | true  | true  | false | true",
            "authenticate        | PASSKEY                    | false | true  | false | false",
            "authenticate        | PASSWORD,PASSKEY           | false | true  | true  | true",
            "authenticate        | IDENTITY_PROVIDER          | true  | true  | false | false",
            "authenticate        | SECRET_CODE,EMAIL_CODE     | true  | true  | false | false",
            "token               | PASSWORD,EMAIL_CODE        | true  | true  | true  | true",
            "authorize-challenge | PASSWORD,EMAIL_CODE        | true  | true  | true  | true",
            "first-broker-login  | PASSWORD,AUTHENTICATOR_APP | true  | true  | false | false",
            "post-broker-login   | PASSWORD,EMAIL_CODE        | true  | true  | false | false",
            "reset-credentials   | PASSWORD,AUTHENTICATOR_APP | true  | true  | false | false",
            "registration        | PASSWORD,AUTHENTICATOR_APP | true  | true  | false | false",
            "''                  | PASSWORD,AUTHENTICATOR_APP | true  | true  | false | false"})
    void decidesByWhatWasProvenAndWhere(String path, String factors, boolean passkeysVerify, boolean first,
            boolean codeIsSecond, boolean second) {
        AuthenticationRecord proven = new AuthenticationRecord(path, factors(factors));
        assertEquals(first, proven.firstFactorPassed());
        assertEquals(codeIsSecond, proven.codeWouldBeSecondFactor());
        assertEquals(second, proven.secondFactorPassed(passkeysVerify));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "authenticate        | PASSWORD                  | true",
            "authenticate        | PASSKEY                   | true",
            "authenticate        | SESSION                   | false",
            "authenticate        | SECRET_CODE               | false",
            "authenticate        | IDENTITY_PROVIDER         | false",
            "authenticate        | OTHER_CREDENTIAL          | false",
            "authenticate        | EMAIL_CODE_ALONE,PASSWORD | false",
            "authenticate        | TEXT_CODE_ALONE,PASSWORD  | false",
            "post-broker-login   | PASSWORD                  | false",
            "reset-credentials   | PASSWORD                  | false"})
    void passwordOrPasskeyOfThisVerySignIn(String path, String factors, boolean passed) {
        assertEquals(passed, new AuthenticationRecord(path, factors(factors)).passwordOrPasskeyPassed());
    }

    @ParameterizedTest
    @CsvSource({"'PASSWORD,EMAIL_CODE',false", "'PASSWORD,EMAIL_CODE,CHANNEL_CODE',true", "PASSKEY,true",
            "EMAIL_CODE_ALONE,false", "PASSWORD,false"})
    void aFactorBesideThePassword_thatIsNoMail(String factors, boolean passed) {
        assertEquals(passed, new AuthenticationRecord("authenticate", factors(factors))
                .besidePasswordPassedWithout(Factor.EMAIL_CODE));
    }

    private static Set<Factor> factors(String names) {
        return names == null
                ? Set.of()
                : Arrays.stream(names.split(",")).map(Factor::valueOf).collect(Collectors.toSet());
    }
}
