package dev.latchkey.themes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {

    /** What the providers ask for by name. */
    private static final Set<String> ASKED_FOR_BY_CODE = Set.of(
            "latchkeyInvalidCode", "latchkeyInvalidCodeLast", "latchkeyMalformedCode", "latchkeyCodeExpired",
            "latchkeyCodeUsedInAnotherTab", "latchkeyCodeUsedUp", "latchkeyCooldown", "latchkeyTooManySends",
            "latchkeyLocked", "latchkeyStopped",
            "latchkeyMailBusy", "latchkeyMailRetrying", "latchkeyMailFailed", "latchkeyRepeated", "latchkeyResent",
            "latchkeyNoResendsLeft", "latchkeyAccountUnavailable", "latchkeyTooManyRequests",
            "latchkeySignInBusy", "latchkeySignInRevoked", "latchkeyOpenAgain", "latchkeyTryAgain",
            "latchkeyCodeSubject",
            "latchkeyLinkSubject", "latchkeyDeviceTrustedSubject", "latchkeyDeviceCopySubject",
            "latchkeyCodeIssuedSubject", "latchkeyCodeCopySubject", "latchkeyCodeRefused", "latchkeyCodesSpent",
            "latchkeyAddressChangedSubject", "latchkeyExistsSubject", "latchkeyPasswordReset",
            "latchkeyPasswordReplaced", "latchkeyNoticeNewDeviceSubject", "latchkeyNoticeNewCountrySubject",
            "latchkeyNoticeRefusedSubject", "latchkeyNoticeLockedSubject",
            "latchkeyNoticeFactorSubject", "latchkeyNoticeAfterFailuresSubject", "latchkeyUsernameIsAddress",
            "latchkeySignUpFailed", "latchkeyInvitedAddress", "latchkeyInvitationOver",
            "latchkeyNumberNotConfirmed", "latchkeyNumberMalformed",
            "latchkeyMessageResent", "latchkeyMessageWait", "latchkeyMessageNoResendsLeft", "latchkeyMessageBusy",
            "latchkeyMessageMalformed", "latchkeyPhoneRefused", "latchkeyTextCode", "latchkeyTextCodeNumber",
            "latchkeyTextCodeReset", "latchkeyPhoneChangedSubject", "latchkeyPhoneTakenSubject",
            "latchkeyOneIdentifier", "latchkeyUsernameIsNumber", "latchkeySentTextMissing");

    /** What the account console asks for. */
    private static final Set<String> ASKED_FOR_BY_CONSOLE =
            Set.of("latchkeyTrustedDevices", "latchkeyTrustedDevicesHelp", "latchkeySecretCodes",
                    "latchkeySecretCodesHelp");

    /** What Keycloak builds from the id of a flow step or required action, and what the demo realm names. */
    private static final Set<String> ASKED_FOR_BY_KEYCLOAK = Set.of(
            "latchkey-email-otp-display-name", "latchkey-email-otp-help-text",
            "latchkey-secret-code-display-name", "latchkey-secret-code-help-text", "latchkeyScopeSecretCode",
            "requiredAction.latchkey-verify-email", "latchkey-sms-otp-display-name", "latchkey-sms-otp-help-text");

    /** Texts of Keycloak's own, in every theme, which the pages repeat word for word. */
    private static final Set<String> KEYCLOAKS_OWN = Set.of("username", "usernameOrEmail", "email", "passwordNew",
            "passwordConfirm", "showPassword", "hidePassword", "doCancel", "doLogIn", "backToApplication");

    private static final Pattern STATUS = Pattern.compile("# (Source|Reviewed|Machine draft)\\b.*");
    private static final Pattern LANGUAGE_ROW = Pattern.compile("(?m)^\\| `([A-Za-z-]+)` \\|.*\\| ([a-z ]+) \\|$");
    /** Persian spelling needs it. */
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final Pattern USE = Pattern.compile("\\bmsg\\(\\s*([\"'])(.*?)\\1");
    private static final Pattern CALL = Pattern.compile("\\bmsg\\(");
    private static final Pattern LOCK_ROW =
            Pattern.compile("(?m)^\\| `(\\w+)` \\| `(account\\w+DisabledMessage)` \\| (.+) \\|$");
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d+)");

    static Set<String> languages() {
        return ThemeFiles.languages();
    }

    @Test
    void speaksEveryLanguageOfKeycloaksPages() throws IOException {
        Set<String> missing = ThemeFiles.languagesOfKeycloak();
        missing.removeAll(languages());
        assertEquals(Set.of(), missing);
    }

    /** The second line says how far a translation can be trusted; docs/languages.md repeats it. */
    @Test
    void saysWhichTranslationsWereReviewed() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = LANGUAGE_ROW.matcher(Files.readString(Path.of("../docs/languages.md")));
        while (row.find()) {
            documented.put(row.group(1), row.group(2));
        }
        Map<String, String> declared = new TreeMap<>();
        for (String language : languages()) {
            List<String> lines = Files.readAllLines(ThemeFiles.messagesFile(language));
            assertEquals("# encoding: UTF-8", lines.get(0), language);
            Matcher status = STATUS.matcher(lines.get(1));
            assertTrue(status.matches(), () -> language + ": " + lines.get(1));
            declared.put(language.replace('_', '-'), status.group(1).toLowerCase(Locale.ROOT));
        }
        assertEquals(declared, documented);
    }

    @ParameterizedTest
    @MethodSource("languages")
    void isNotMuchLongerThanEnglish(String language) {
        Map<String, String> english = ThemeFiles.messages("en");
        ThemeFiles.messages(language).forEach((key, text) -> assertTrue(
                text.length() <= 2.2 * english.get(key).length() + 12, () -> key + ": " + text));
    }

    /** Controls of direction would come out of order in a mail's subject. */
    @ParameterizedTest
    @MethodSource("languages")
    void hasNoInvisibleCharacter(String language) {
        ThemeFiles.messages(language).forEach((key, text) -> assertTrue(text.codePoints()
                .noneMatch(c -> Character.getType(c) == Character.CONTROL
                        || Character.getType(c) == Character.FORMAT && c != ZERO_WIDTH_NON_JOINER), key));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void hasEveryTextThatEnglishHasAndNoOther(String language) {
        assertEquals(ThemeFiles.messages("en").keySet(), ThemeFiles.messages(language).keySet());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void fillsInTheSameValuesAsEnglish(String language) {
        Map<String, String> english = ThemeFiles.messages("en");
        ThemeFiles.messages(language).forEach((key, text) ->
                assertEquals(arguments(english.get(key)), arguments(text), key));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void leavesNoTextEmptyOrUntidy(String language) {
        ThemeFiles.messages(language).forEach((key, text) -> {
            assertFalse(text.isBlank(), key);
            assertEquals(text.strip(), text, key);
            assertFalse(text.contains("<b") || text.contains("</") || text.contains("${"), key);
        });
    }

    @ParameterizedTest
    @MethodSource("languages")
    void definesEveryTextOnce(String language) throws IOException {
        List<String> keys = Files.readAllLines(ThemeFiles.messagesFile(language)).stream()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();
        assertEquals(new TreeSet<>(keys).size(), keys.size(), () -> "a key stands twice in " + keys);
    }

    /** Keycloak formats every text, also one without values, so a single apostrophe would swallow what follows it. */
    @ParameterizedTest
    @MethodSource("languages")
    void hasNoApostropheThatMessageFormatWouldEat(String language) {
        ThemeFiles.messages(language).forEach((key, text) -> assertFalse(text.contains("'"), key));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void formatsWithoutLosingAnything(String language) {
        Locale locale = ThemeFiles.locale(language);
        ThemeFiles.messages(language).forEach((key, text) -> {
            for (int number : new int[] {0, 1, 2, 1440}) {
                String shown = new MessageFormat(text, locale).format(new Object[] {number, number});
                assertFalse(shown.contains("{") || shown.contains("}"), () -> key + ": " + shown);
                if (arguments(text).isEmpty()) {
                    assertEquals(text, shown, key);
                }
            }
        });
    }

    /** The account console is not Java: it fills in no values and knows no choices. */
    @ParameterizedTest
    @MethodSource("languages")
    void givesTheConsoleTextsWithoutPatterns(String language) {
        ASKED_FOR_BY_CONSOLE.forEach(key ->
                assertFalse(ThemeFiles.messages(language).get(key).contains("{"), key));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | latchkeyInvalidCode  | 1  | Wrong code. 1 attempt left.
            en | latchkeyInvalidCode  | 2  | Wrong code. 2 attempts left.
            de | latchkeyInvalidCode  | 1  | Falscher Code. Noch 1 Versuch.
            de | latchkeyInvalidCode  | 2  | Falscher Code. Noch 2 Versuche.
            en | latchkeyAttemptsLeft | 0  | No attempts left
            de | latchkeyAttemptsLeft | 0  | Keine Versuche übrig
            en | latchkeyCooldown     | 42 | A code was sent a moment ago. You can ask for another email in 42 seconds.
            de | latchkeyTooManySends | 1  | Es wurden zu viele Codes gesendet. Versuchen Sie es in 1 Minute erneut.
            en | latchkeyTrustBox     | 1  | Trust this browser for 1 day
            en | latchkeyTrustBox     | 30 | Trust this browser for 30 days
            de | latchkeyTrustBox     | 1  | Diesem Browser 1 Tag lang vertrauen
            de | latchkeyTrustBox     | 30 | Diesem Browser 30 Tage lang vertrauen
            """)
    void countsInWords(String language, String key, int number, String expected) {
        MessageFormat text = new MessageFormat(ThemeFiles.messages(language).get(key), ThemeFiles.locale(language));
        assertEquals(expected, text.format(new Object[] {number}));
    }

    /**
     * Keycloak's texts of a locked account are those of a wrong password but in a few languages. Its own theme goes
     * before the texts of this pack: docs/admins.md lists what administrators replace.
     */
    @ParameterizedTest
    @MethodSource("languages")
    void attack_textsOfALockedAccount_areThoseOfAWrongPassword_orReplacedAsTheDocsSay(String language)
            throws IOException {
        Map<String, String> texts = ThemeFiles.messagesOfKeycloak(language);
        String wrongPassword = texts.get("invalidUserMessage");
        Map<String, String> replaced = new TreeMap<>();
        for (String key : List.of("accountTemporarilyDisabledMessage", "accountPermanentlyDisabledMessage")) {
            if (!wrongPassword.equals(texts.get(key))) {
                replaced.put(key, wrongPassword);
            }
        }
        Map<String, String> documented = new TreeMap<>();
        LOCK_ROW.matcher(Files.readString(Path.of("../docs/admins.md"))).results()
                .filter(row -> row.group(1).equals(language))
                .forEach(row -> documented.put(row.group(2), row.group(3)));
        assertEquals(replaced, documented);
    }

    @Test
    void hasEveryTextThatIsAskedFor() {
        Set<String> missing = new TreeSet<>(usedByTemplates());
        missing.addAll(ASKED_FOR_BY_CODE);
        missing.addAll(ASKED_FOR_BY_CONSOLE);
        missing.addAll(ASKED_FOR_BY_KEYCLOAK);
        missing.removeAll(KEYCLOAKS_OWN);
        missing.removeAll(ThemeFiles.messages("en").keySet());
        assertEquals(Set.of(), missing);
    }

    @Test
    void hasNoTextThatNobodyAsksFor() {
        Set<String> unused = new TreeSet<>(ThemeFiles.messages("en").keySet());
        unused.removeAll(usedByTemplates());
        unused.removeAll(ASKED_FOR_BY_CODE);
        unused.removeAll(ASKED_FOR_BY_CONSOLE);
        unused.removeAll(ASKED_FOR_BY_KEYCLOAK);
        assertEquals(Set.of(), unused);
    }

    /** A key that is put together at run time could not be checked here. */
    @Test
    void templatesNameTheirTextsLiterally() {
        ThemeFiles.templates().forEach((name, text) ->
                assertEquals(count(CALL, text), count(USE, text), name));
    }

    private static Set<String> usedByTemplates() {
        Set<String> keys = new TreeSet<>();
        for (String text : ThemeFiles.templates().values()) {
            Matcher use = USE.matcher(text);
            while (use.find()) {
                keys.add(use.group(2));
            }
        }
        return keys;
    }

    private static Set<Integer> arguments(String pattern) {
        Set<Integer> numbers = new TreeSet<>();
        Matcher argument = ARGUMENT.matcher(pattern);
        while (argument.find()) {
            numbers.add(Integer.valueOf(argument.group(1)));
        }
        return numbers;
    }

    private static int count(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        pattern.matcher(text).results().forEach(result -> found.add(result.group()));
        return found.size();
    }
}
