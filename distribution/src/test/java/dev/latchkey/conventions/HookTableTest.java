package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.hook.FilterProof;
import dev.latchkey.common.hook.OrderProof;
import dev.latchkey.common.hook.Proof;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;
import org.junit.jupiter.api.Test;

/** The table of security hooks in {@code docs/operations.md} is that of the code, and no provider is left out of it. */
class HookTableTest {

    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\| ([^|]+) \\| [^|]+ \\| ([^|]+) \\|");
    private static final Pattern FILTER = Pattern.compile("(?m)^@Provider$");
    /** What Keycloak loads: providers of its own SPIs, and those of tokens where it has none for them. */
    private static final Pattern SERVICE =
            Pattern.compile("org\\.keycloak\\..*|dev\\.latchkey\\.signin\\.token\\.TokenProcessorFactory");
    /** Tables, metadata, claims, receipts, previews, headers, sign-ins that wait: no guard needs them. */
    private static final Set<String> NO_GUARDS = Set.of(
            "dev.latchkey.signin.account.QueuedPasswordsFactory",
            "dev.latchkey.common.jpa.CommonEntitiesFactory",
            "dev.latchkey.limit.jpa.LimitEntitiesFactory",
            "dev.latchkey.signin.jpa.SignInEntitiesFactory",
            "dev.latchkey.mail.smtp.SmtpSenderFactory",
            "dev.latchkey.mail.admin.MailsAdminResourceFactory",
            "dev.latchkey.setup.admin.SetupAdminResourceFactory",
            "dev.latchkey.webhook.jpa.WebhookEntitiesFactory",
            "dev.latchkey.notification.jpa.NotificationEntitiesFactory",
            "dev.latchkey.refreshtoken.jpa.RefreshTokenEntitiesFactory",
            "dev.latchkey.device.jpa.DeviceEntitiesFactory",
            "dev.latchkey.otp.jpa.OtpEntitiesFactory",
            "dev.latchkey.secretcode.jpa.SecretCodeEntitiesFactory",
            "dev.latchkey.sms.rest.TextsResourceFactory",
            "dev.latchkey.sms.credential.ProvenNumberValidator",
            "dev.latchkey.risk.jpa.RiskEntitiesFactory",
            "dev.latchkey.sms.jpa.SmsEntitiesFactory",
            "dev.latchkey.refreshtoken.token.SessionFingerprintMapper",
            "dev.latchkey.nativeapi.rest.ChallengeMetadataFactory$OAuth",
            "dev.latchkey.nativeapi.rest.ChallengeMetadataFactory$OpenId",
            "dev.latchkey.nativeapi.token.NativeSignInMapper",
            "dev.latchkey.otp.token.AccountStatusMapper");

    @Test
    void theDocsHaveEveryHookWithWhatItDoesAndATestThatKeycloakCallsIt() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Set<NamedTest> missing = new HashSet<>();
        Set<String> untested = new TreeSet<>();
        for (Matcher row : rows()) {
            documented.put(row.group(1), row.group(2).replace("`", ""));
            List<NamedTest> tests = NamedTest.in(row.group(3));
            if (tests.isEmpty()) {
                untested.add(row.group(1));
            }
            tests.stream().filter(test -> !test.exists()).forEach(missing::add);
        }
        Map<String, String> coded = SecurityHooks.all().stream().collect(Collectors.toMap(SecurityHook::name,
                SecurityHook::guards, (a, b) -> a, TreeMap::new));
        assertEquals(coded, documented);
        assertEquals(Set.of(), untested, "no test shows that Keycloak calls them");
        assertEquals(Set.of(), missing, "tests that do not exist");
    }

    @Test
    void noTwoHooksHaveOneName() {
        List<String> names = SecurityHooks.all().stream().map(SecurityHook::name).toList();
        assertEquals(names.size(), Set.copyOf(names).size());
    }

    @Test
    void everyProviderOfTheJarIsPartOfAHookOrKnownToGuardNothing() {
        Set<String> proven = SecurityHooks.all().stream().flatMap(hook -> hook.proofs().stream())
                .flatMap(HookTableTest::provider).map(ProviderProof::factory)
                .collect(Collectors.toCollection(TreeSet::new));
        proven.addAll(NO_GUARDS);
        assertEquals(factories(), proven);
    }

    @Test
    void everyFilterOfTheJarIsPartOfAHook() throws IOException {
        Set<String> filters = new TreeSet<>();
        for (Path source : SourceTree.java().filter(SourceFolders::isCodeOfThisLine).toList()) {
            if (FILTER.matcher(Files.readString(source)).find()) {
                String name = source.toString().replace('/', '.');
                filters.add(name.substring(name.indexOf("dev.latchkey"), name.length() - ".java".length()));
            }
        }
        assertEquals(filters, SecurityHooks.all().stream().flatMap(hook -> hook.proofs().stream())
                .filter(FilterProof.class::isInstance).map(proof -> ((FilterProof) proof).filter())
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Stream<ProviderProof> provider(Proof proof) {
        if (proof instanceof OrderProof order) {
            return Stream.of(order.provider());
        }
        return proof instanceof ProviderProof provider ? Stream.of(provider) : Stream.empty();
    }

    private static List<Matcher> rows() throws IOException {
        String docs = Files.readString(Path.of("../docs/operations.md"));
        String section = docs.substring(docs.indexOf("\n## Security hooks\n"));
        return section.substring(0, section.indexOf("\n### ")).lines().map(ROW::matcher).filter(Matcher::matches)
                .toList();
    }

    private static Set<String> factories() {
        Set<String> factories = new TreeSet<>();
        List<Path> services = SourceTree.files().filter(SourceFolders::isServiceOfThisLine)
                .filter(path -> SERVICE.matcher(path.getFileName().toString()).matches())
                .filter(path -> !path.endsWith("org.keycloak.provider.Spi")).toList();
        try {
            for (Path service : services) {
                Files.readAllLines(service).stream().map(String::strip).filter(line -> !line.isEmpty())
                        .forEach(factories::add);
            }
            return factories;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
