package dev.latchkey.it.server.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.device.BoundTo;
import dev.latchkey.device.DeviceOwner;
import dev.latchkey.device.DeviceSignals;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.RecognitionResult;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.geoip.Coordinates;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimit;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.limit.guard.AccountGuard;
import dev.latchkey.limit.guard.GuardBudget;
import dev.latchkey.limit.guard.GuardRules;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.notification.jpa.SignInMemory;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.NumberPrompt;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.RegistrationRecords;
import dev.latchkey.refreshtoken.ReusePolicy;
import dev.latchkey.refreshtoken.SpentToken;
import dev.latchkey.refreshtoken.jpa.SpentTokens;
import dev.latchkey.risk.ObservedSignIn;
import dev.latchkey.risk.RiskFeature;
import dev.latchkey.risk.SignInFeatures;
import dev.latchkey.risk.provider.RiskProvider;
import dev.latchkey.secretcode.PresentedSecretCode;
import dev.latchkey.secretcode.SecretCodeIssueResult;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SignIn;
import dev.latchkey.signin.account.AccountSnapshot;
import dev.latchkey.signin.account.PasswordMark;
import dev.latchkey.signin.jpa.SignInLeases;
import dev.latchkey.signin.lease.Lease;
import dev.latchkey.sms.jpa.PhoneHolders;
import dev.latchkey.sms.jpa.TextSpend;
import dev.latchkey.webhook.WebhookBody;
import dev.latchkey.webhook.jpa.EventOutbox;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.common.util.Time;
import org.keycloak.component.ComponentModel;
import org.keycloak.keys.KeyProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Passes values that are too long to every writer, and ids of the maximum length and longer. */
final class ColumnTries {

    private static final String REALM = "0".repeat(35) + "b";
    /** A realm without events, so that no worker of the server takes its lease. */
    private static final String QUIET_REALM = "0".repeat(35) + "c";
    private static final String USER = "f:" + "0".repeat(36) + ':' + "u".repeat(216);
    private static final String CLIENT = "c".repeat(36);
    private static final String SESSION = "s".repeat(36);
    private static final String LONG = "\ud83d\ude42x".repeat(5_000);
    private static final String TOO_LONG = "x";
    private static final String LONG_NAME = TOO_LONG.repeat(100);
    private static final long HOUR = 3_600_000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<String> refused = new ArrayList<>();

    ColumnTries(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Returns the columns that have refused a longer id, sorted. */
    List<String> run() {
        fill(REALM, QUIET_REALM);

        realms("LATCHKEY_OTP_CHALLENGE", id -> challenges(id, USER, CLIENT));
        users("LATCHKEY_OTP_CHALLENGE", id -> challenges(REALM, id, CLIENT));
        refuses("LATCHKEY_OTP_CHALLENGE.NUMBER_CLIENT", () -> challenges(REALM, USER, CLIENT + TOO_LONG));
        realms("LATCHKEY_SIGN_UP", id -> signUp(id, CLIENT));
        users("LATCHKEY_SIGN_UP", id -> signUp(REALM, id));
        realms("LATCHKEY_PHONE_HOLDER", id -> phone(id, USER));
        users("LATCHKEY_PHONE_HOLDER", id -> phone(REALM, id));
        realms("LATCHKEY_ACCOUNT_GUARD", id -> guard(id, USER));
        users("LATCHKEY_ACCOUNT_GUARD", id -> guard(REALM, id));
        realms("LATCHKEY_RATE_LIMIT", this::rates);
        realms("LATCHKEY_EVENT_OUTBOX", id -> events(id, USER));
        realms("LATCHKEY_OUTBOX_LEASE", id -> lease(id, REALM));
        refuses("LATCHKEY_OUTBOX_LEASE.HOLDER", () -> lease(QUIET_REALM, UUID.randomUUID() + TOO_LONG));
        realms("LATCHKEY_SIGN_IN_MEMORY", id -> memory(id, USER));
        users("LATCHKEY_SIGN_IN_MEMORY", id -> memory(REALM, id));
        realms("LATCHKEY_SIGN_IN_TURN", this::turn);
        realms("LATCHKEY_TRUSTED_DEVICE", id -> devices(id, USER));
        users("LATCHKEY_TRUSTED_DEVICE", id -> devices(REALM, id));
        realms("LATCHKEY_SPENT_TOKEN", id -> tokens(id, USER));
        users("LATCHKEY_SPENT_TOKEN", id -> tokens(REALM, id));
        realms("LATCHKEY_SECRET_CODE", id -> codes(id, USER, CLIENT, SESSION));
        users("LATCHKEY_SECRET_CODE", id -> codes(REALM, id, CLIENT, SESSION));
        refuses("LATCHKEY_SECRET_CODE.CLIENT_ID", () -> codes(REALM, USER, CLIENT + TOO_LONG, SESSION));
        refuses("LATCHKEY_SECRET_CODE.SESSION_ID", () -> codes(REALM, USER, CLIENT, SESSION + TOO_LONG));
        users("LATCHKEY_RISK_USER", this::risk);
        realms("LATCHKEY_TEXT_SPEND", this::spend);
        return refused.stream().sorted().toList();
    }

    /** Writes a row to every table but that of the report of risk, for the session's realm. */
    void fill() {
        fill(realm.getId(), realm.getId());
    }

    private void fill(String realmId, String leasedRealmId) {
        challenges(realmId, USER, CLIENT);
        signUp(realmId, USER);
        phone(realmId, USER);
        guard(realmId, USER);
        rates(realmId);
        events(realmId, USER);
        lease(leasedRealmId, UUID.randomUUID().toString());
        memory(realmId, USER);
        turn(realmId);
        devices(realmId, USER);
        tokens(realmId, USER);
        codes(realmId, USER, CLIENT, SESSION);
        redeem();
        risk(USER);
        spend(realmId);
    }

    private void realms(String table, Consumer<String> write) {
        refuses(table + ".REALM_ID", () -> write.accept(REALM + TOO_LONG));
    }

    private void users(String table, Consumer<String> write) {
        refuses(table + ".USER_ID", () -> write.accept(USER + TOO_LONG));
    }

    private void refuses(String column, Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            refused.add(column);
        }
    }

    private void challenges(String realmId, String userId, String clientId) {
        NumberPrompt prompt = new NumberPrompt(NumberPrompt.tab(LONG, LONG), clientId, LONG,
                TOO_LONG.repeat(100));
        for (Purpose purpose : Purpose.values()) {
            ChallengeBinding binding = new ChallengeBinding(realmId, userId, MailDelivery.CHANNEL,
                    purpose.id() + LONG + "@latchkey.example",
                    purpose, ChallengeBinding.holder(LONG + UUID.randomUUID(), LONG), 0);
            OtpRequest request = new OtpRequest(realm, binding, purpose == Purpose.SECOND_FACTOR, false, false, LONG,
                    true, Optional.of(prompt));
            session.getProvider(EmailOtpProvider.class).issue(request, code -> Optional.empty());
        }
    }

    private void signUp(String realmId, String userId) {
        OwnTransaction.run(session, own -> {
            own.getProvider(RegistrationRecords.class).made(realmId, userId);
            return null;
        });
    }

    private void phone(String realmId, String userId) {
        new PhoneHolders(session, realmId).claim(LONG, userId, holder -> true);
    }

    private void guard(String realmId, String userId) {
        GuardRules rules = GuardRules.of(session, realm);
        for (GuardBudget budget : GuardBudget.values()) {
            OwnTransaction.run(session, own -> own.getProvider(AccountGuard.class)
                    .charge(rules, realmId, userId, budget));
        }
    }

    private void rates(String realmId) {
        RateDemand demand = new RateDemand(new RateLimit(LONG, 10, Duration.ofHours(1)), realmId, LONG);
        OwnTransaction.run(session, own -> own.getProvider(RateLimiter.class).take(List.of(demand)));
    }

    private void events(String realmId, String userId) {
        for (String subject : List.of("", userId, userId + LONG)) {
            OwnTransaction.run(session, own -> {
                EventOutbox outbox = new EventOutbox(own);
                outbox.add(realmId, subject, TOO_LONG.repeat(WebhookBody.MAX_LENGTH));
                return null;
            });
        }
    }

    private void spend(String realmId) {
        OwnTransaction.run(session, own -> new TextSpend(own, realmId, Time.currentTimeMillis())
                .take(1, Map.of(TextSpend.Row.ALL, 1L)));
    }

    private void lease(String realmId, String holder) {
        OwnTransaction.run(session, own ->
                new EventOutbox(own).lease(realmId, holder, Time.currentTimeMillis(), 1));
    }

    private void memory(String realmId, String userId) {
        long now = Time.currentTimeMillis();
        OwnTransaction.run(session, own -> {
            SignInMemory memory = new SignInMemory(own);
            memory.failed(realmId, userId, now);
            return memory.signedIn(realmId, userId, "0".repeat(64), now);
        });
    }

    private void risk(String userId) {
        Map<RiskFeature, String> values = new EnumMap<>(RiskFeature.class);
        for (RiskFeature feature : RiskFeature.values()) {
            values.put(feature, LONG);
        }
        // the realm's history takes an account from its second day on
        long now = Time.currentTimeMillis();
        for (long at : List.of(now - Duration.ofDays(1).toMillis(), now)) {
            RiskProvider.of(session).remember(realm, userId, new ObservedSignIn(LONG, new SignInFeatures(values),
                    Coordinates.parse("-89,-179"), Set.of(), at));
        }
    }

    private void turn(String realmId) {
        Lease turn = Lease.of(realmId, LONG);
        new SignInLeases(session).take(turn.hash(), realmId, turn.holder(), Time.currentTimeMillis());
    }

    private void devices(String realmId, String userId) {
        DeviceTrustProvider provider = session.getProvider(DeviceTrustProvider.class);
        DeviceOwner owner = new DeviceOwner(account(realmId, userId), false, Set.of());
        DeviceSignals signals = new DeviceSignals(LONG, LONG, LONG, LONG);
        for (BoundTo boundTo : BoundTo.values()) {
            TrustPolicy policy = new TrustPolicy(Duration.ofDays(1), Duration.ofDays(1), 100, boundTo, "");
            String id = trusted(owner, signals, policy);
            DeviceOwner holder = new DeviceOwner(owner.account(), false, Set.of(id));
            provider.newest(realm, userId, id).map(secret -> provider.recognise(realm, holder, signals, secret))
                    .filter(RecognitionResult.Trusted.class::isInstance)
                    .ifPresent(trusted -> provider.rotate(realm, holder, (RecognitionResult.Trusted) trusted, signals));
        }
        TrustPolicy policy = TrustPolicy.of(null);
        for (EndReason reason : EndReason.values()) {
            provider.end(realmId, userId, trusted(owner, signals, policy), reason);
        }
    }

    /** In a transaction of its own, since a refused one cannot be used any further. */
    private String trusted(DeviceOwner owner, DeviceSignals signals, TrustPolicy policy) {
        return OwnTransaction.run(session, own -> {
            DeviceTrustProvider provider = own.getProvider(DeviceTrustProvider.class);
            return provider.trust(realm, provider.newId(), owner, signals, LONG_NAME, policy).selector();
        });
    }

    private void tokens(String realmId, String userId) {
        SpentToken token = new SpentToken(realmId, userId, LONG + UUID.randomUUID(), LONG + UUID.randomUUID(),
                Time.currentTimeMillis() + HOUR);
        // in a transaction of its own, since a refused one cannot be used any further
        OwnTransaction.run(session, own ->
                new SpentTokens(own).spend(token, new ReusePolicy(0, false)));
    }

    private void codes(String realmId, String userId, String clientId, String sessionId) {
        SecretCodeProvider provider = session.getProvider(SecretCodeProvider.class);
        SignIn signIn = new SignIn(account(realmId, userId), clientId, "t".repeat(43), sessionId,
                Time.currentTimeMillis() + HOUR, Time.currentTime(), LONG, Set.of());
        for (EndReason reason : EndReason.values()) {
            provider.end(realmId, userId, issued(signIn).selector(), reason);
        }
    }

    /** In a transaction of its own, since a refused one cannot be used any further. */
    private RotatingSecret issued(SignIn signIn) {
        return OwnTransaction.run(session, own -> ((SecretCodeIssueResult.Issued) own.getProvider(
                SecretCodeProvider.class)
                .issue(realm, signIn, SecretCodePolicy.of(null), false)).secret());
    }

    /** What a use writes, in the realm itself: a code is looked up nowhere else. */
    private void redeem() {
        SecretCodeProvider provider = session.getProvider(SecretCodeProvider.class);
        SignIn signIn = new SignIn(account(realm.getId(), USER), CLIENT, null, SESSION,
                Time.currentTimeMillis() + HOUR, Time.currentTime(), LONG, Set.of());
        PresentedSecretCode known = provider.find(realm, issued(signIn)).orElseThrow();
        long endsAt = Time.currentTimeMillis() + HOUR;
        if (provider.redeem(realm, known, new SecretCodeProvider.Use(SESSION, endsAt, LONG), true).isEmpty()) {
            throw new IllegalStateException("The use was not noted");
        }
        PresentedSecretCode next = provider.find(realm, known.next()).orElseThrow();
        refuses("LATCHKEY_SECRET_CODE_SESSION.SESSION_ID", () -> provider.redeem(realm, next,
                new SecretCodeProvider.Use(SESSION + TOO_LONG, endsAt, LONG), true));
        seal(known.next(), endsAt);
        provider.end(realm.getId(), USER, known.id(), EndReason.REVOKED_BY_ADMIN);
    }

    /** A code that does not rotate gets a new MAC at its first use after the realm's key was rotated. */
    private void seal(RotatingSecret code, long endsAt) {
        OwnTransaction.run(session, own -> {
            ComponentModel key = new ComponentModel();
            key.setName("rotated");
            key.setProviderId("hmac-generated");
            key.setProviderType(KeyProvider.class.getName());
            key.setParentId(realm.getId());
            key.setConfig(new MultivaluedHashMap<>());
            key.put("algorithm", "HS512");
            key.put("priority", 1_000L);
            return own.realms().getRealm(realm.getId()).addComponentModel(key);
        });
        OwnTransaction.run(session, own -> {
            RealmModel rotated = own.realms().getRealm(realm.getId());
            own.getContext().setRealm(rotated);
            SecretCodeProvider provider = own.getProvider(SecretCodeProvider.class);
            return provider.redeem(rotated, provider.find(rotated, code).orElseThrow(),
                    new SecretCodeProvider.Use(SESSION, endsAt, LONG), false).orElseThrow();
        });
    }

    private static AccountSnapshot account(String realmId, String userId) {
        return new AccountSnapshot(realmId, userId, LONG + "@latchkey.example", 0, "a".repeat(PasswordMark.MAX_SOURCE),
                name -> LONG);
    }
}
