package dev.latchkey.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.Optional;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.Rings;
import dev.latchkey.mail.DeliveryStatus;
import dev.latchkey.mail.MailDelivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeSecretsTest {

    private static final KeyRing RING = Rings.of("new", "old");

    private final ChallengeSecrets secrets = new ChallengeSecrets(RING, request("session", false));

    @Test
    void everyMailOfAChallengeHasTheSameCodeAndLink() {
        StoredChallenge challenge = challenge("seed", "new", 6);
        ChallengeSecrets onAnotherNode = new ChallengeSecrets(Rings.of("newer", "new"), request("session", false));
        assertEquals(secrets.code(challenge), onAnotherNode.code(challenge));
        assertEquals(secrets.linkToken(challenge), onAnotherNode.linkToken(challenge));
    }

    /** Computed with Python's hmac from the fields, each with its length before it. */
    @Test
    void codeAndLinkAreTheHmacOfTheContext() {
        StoredChallenge challenge = challenge("seed", "new", 6);
        assertEquals(Optional.of("739305"), secrets.code(challenge));
        assertEquals(Optional.of("Ow5ZHZoVM-tMlhQf4ZmjlrXH3TtVn4HfkWrFCdxcqo0"), secrets.linkToken(challenge));
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 8, 10})
    void codesHaveTheirLengthLeadingZerosIncluded(int length) {
        boolean leadingZero = false;
        for (int i = 0; i < 1_000; i++) {
            String code = secrets.code(challenge("seed " + i, "new", length)).orElseThrow();
            assertTrue(code.matches("[0-9]{" + length + "}"), code);
            leadingZero |= code.startsWith("0");
        }
        assertTrue(leadingZero, "one in ten codes starts with a zero");
    }

    /**
     * Chi-square over every position and digit, 9 degrees of freedom. The seeds are fixed, so the result is the same in
     * every run.
     */
    @Test
    void everyDigitIsAsProbableAsAnyOtherAtEveryPosition() {
        int codes = 20_000;
        int[][] counts = new int[6][10];
        for (int i = 0; i < codes; i++) {
            String code = secrets.code(challenge("seed " + i, "new", 6)).orElseThrow();
            for (int position = 0; position < 6; position++) {
                counts[position][code.charAt(position) - '0']++;
            }
        }
        double expected = codes / 10.0;
        for (int[] position : counts) {
            double chiSquare = 0;
            for (int count : position) {
                chiSquare += (count - expected) * (count - expected) / expected;
            }
            assertTrue(chiSquare < 40, "chi-square " + chiSquare);
        }
    }

    @Test
    void linkTokensHave256Bits() {
        String token = secrets.linkToken(challenge("seed", "new", 6)).orElseThrow();
        assertEquals(32, Base64.getUrlDecoder().decode(token).length);
    }

    @Test
    void anotherSeedKeyOrBrowserHasAnotherCodeAndLink() {
        StoredChallenge challenge = challenge("seed", "new", 10);
        for (StoredChallenge other : new StoredChallenge[] {challenge("other", "new", 10),
                challenge("seed", "old", 10)}) {
            assertNotEquals(secrets.code(challenge), secrets.code(other));
            assertNotEquals(secrets.linkToken(challenge), secrets.linkToken(other));
        }
        ChallengeSecrets elsewhere = new ChallengeSecrets(RING, request("elsewhere", false));
        assertNotEquals(secrets.code(challenge), elsewhere.code(challenge));
        assertFalse(elsewhere.isCode(challenge, secrets.code(challenge).orElseThrow()));
        assertFalse(elsewhere.isLinkToken(challenge, secrets.linkToken(challenge).orElseThrow()));
    }

    @Test
    void onlyTheRightCodeAndLinkMatch() {
        StoredChallenge challenge = challenge("seed", "new", 6);
        String code = secrets.code(challenge).orElseThrow();
        assertTrue(secrets.isCode(challenge, code));
        assertTrue(secrets.isLinkToken(challenge, secrets.linkToken(challenge).orElseThrow()));
        assertFalse(secrets.isCode(challenge, code.equals("000000") ? "000001" : "000000"));
        assertFalse(secrets.isCode(challenge, code + "0"));
        assertFalse(secrets.isCode(challenge, ""));
        assertFalse(secrets.isLinkToken(challenge, code));
    }

    @Test
    void attack_decoy_acceptsNotEvenItsOwnCode() {
        ChallengeSecrets decoy = new ChallengeSecrets(RING, request("session", true));
        StoredChallenge challenge = challenge("seed", "new", 6);
        assertFalse(decoy.isCode(challenge, decoy.code(challenge).orElseThrow()));
        assertFalse(decoy.isLinkToken(challenge, decoy.linkToken(challenge).orElseThrow()));
        assertNotEquals(secrets.linkToken(challenge), decoy.linkToken(challenge));
    }

    /** Computed with Python's hmac, as code and link. */
    @Test
    void eachTabHasANumberOfItsOwn() {
        assertEquals(Optional.of("35"), secrets.number(numbered("seed", "new", "tab")));
        assertEquals(Optional.of("68"), secrets.number(numbered("seed", "new", "other")));
        assertTrue(secrets.isNumber(numbered("seed", "new", "tab"), "35"));
        assertFalse(secrets.isNumber(numbered("seed", "new", "tab"), "68"));
        assertFalse(secrets.isNumber(numbered("seed", "new", "tab"), "035"));
        assertFalse(new ChallengeSecrets(RING, request("session", true))
                .isNumber(numbered("seed", "new", "tab"), "35"), "a decoy has no right number");
    }

    @Test
    void aChallengeThatNoTabShowsHasNoNumber() {
        assertEquals(Optional.empty(), secrets.number(challenge("seed", "new", 6)));
        assertFalse(secrets.isNumber(challenge("seed", "new", 6), "00"));
        assertEquals(Optional.empty(), secrets.number(numbered("seed", "unknown", "tab")));
    }

    /** Chi-square over all numbers, 99 degrees of freedom; the seeds are fixed. */
    @Test
    void everyNumberIsAsProbableAsAnyOther() {
        int draws = 20_000;
        int[] counts = new int[100];
        for (int i = 0; i < draws; i++) {
            counts[Integer.parseInt(secrets.number(numbered("seed " + i, "new", "tab")).orElseThrow())]++;
        }
        double expected = draws / 100.0;
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        assertTrue(chiSquare < 160, "chi-square " + chiSquare);
    }

    @Test
    void attack_tokenDerivedForAChallengeWithoutALink_isNoToken() {
        String derived = secrets.linkToken(challenge("seed", "new", 6)).orElseThrow();
        StoredChallenge challenge = challenge("seed", "new", 6, false);
        assertEquals(Optional.empty(), secrets.linkToken(challenge));
        assertFalse(secrets.isLinkToken(challenge, derived));
        assertTrue(secrets.code(challenge).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"unknown, 6", "new, 0"})
    void withoutTheKeyOrACodeThereIsNothingToMatch(String keyId, int length) {
        StoredChallenge challenge = challenge("seed", keyId, length);
        assertEquals(Optional.empty(), secrets.code(challenge));
        assertFalse(secrets.isCode(challenge, "000000"));
        assertEquals("new".equals(keyId), secrets.known(challenge));
        assertEquals("new".equals(keyId), secrets.linkToken(challenge).isPresent());
    }

    /** Before a factor, rows are found by less than codes are derived from. */
    @Test
    void aChallengeServesTheAccountAndPasswordThatItWasMailedForAlone() {
        StoredChallenge mailed = named(reset("alice", 1, false, false), "new");
        assertTrue(reset("alice", 1, false, false).serves(mailed));
        assertFalse(reset("alice", 2, false, false).serves(mailed), "the password was changed");
        assertFalse(reset("bob", 1, false, false).serves(mailed), "another account with this address");
        assertFalse(reset("alice", 1, false, false).serves(named(reset("none", 0, true, false), "new")),
                "nothing was mailed");
        assertTrue(reset("alice", 1, false, false).serves(named(reset("alice", 1, false, true), "new")),
                "the account is active by now");
    }

    @Test
    void attack_decoyAndPendingAccount_areServedByWhateverChallengeThereIs() {
        StoredChallenge mailed = named(reset("alice", 1, false, false), "new");
        assertTrue(reset("none", 0, true, false).serves(mailed));
        assertTrue(reset("signed up later", 3, false, true).serves(mailed));
    }

    @Test
    void aChallengeWhoseKeyIsRetiredServesNone() {
        StoredChallenge retired = named(new ChallengeSecrets(Rings.of("retired"), request("session", false)),
                "retired");
        assertFalse(secrets.serves(retired));
        assertFalse(new ChallengeSecrets(RING, request("session", true)).serves(retired), "nor a decoy");
    }

    private static StoredChallenge named(ChallengeSecrets by, String keyId) {
        return new StoredChallenge("id", by.reference("id", "seed"), "seed", keyId, 6, true, 0, 3, 1, 0, 600_000,
                false, DeliveryStatus.SENT, 0, Optional.empty(), false);
    }

    private static ChallengeSecrets reset(String userId, long passwordAt, boolean decoy, boolean pending) {
        return new ChallengeSecrets(RING, new OtpRequest(null, new ChallengeBinding("realm", userId,
                MailDelivery.CHANNEL, "a@example.org", Purpose.PASSWORD_RESET, ChallengeBinding.holder("session"),
                passwordAt), false, decoy, pending, "192.0.2.1", true, Optional.empty()));
    }

    private static StoredChallenge challenge(String seed, String keyId, int length) {
        return challenge(seed, keyId, length, true);
    }

    private static StoredChallenge challenge(String seed, String keyId, int length, boolean link) {
        return new StoredChallenge("id", "REFR", seed, keyId, length, link, 0, 3, 1, 0, 600_000, false,
                DeliveryStatus.SENT, 0, Optional.empty(), false);
    }

    private static StoredChallenge numbered(String seed, String keyId, String tab) {
        return challenge(seed, keyId, 6).shownBy(Optional.of(new NumberPrompt(tab, "app", "", "192.0.2.1")));
    }

    private static OtpRequest request(String sessionId, boolean decoy) {
        return new OtpRequest(null, new ChallengeBinding("realm", "user", MailDelivery.CHANNEL, "a@example.org",
                Purpose.SECOND_FACTOR, ChallengeBinding.holder(sessionId), 1), true, decoy, false, "192.0.2.1",
                true, Optional.empty());
    }
}
