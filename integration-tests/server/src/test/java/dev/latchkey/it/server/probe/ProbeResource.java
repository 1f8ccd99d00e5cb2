package dev.latchkey.it.server.probe;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;
import dev.latchkey.common.keys.MacKeys;
import dev.latchkey.common.purge.LatchkeyPurgeTask;
import dev.latchkey.common.purge.LatchkeySweepTask;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.it.kit.StoppableClock;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimit;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.limit.RateResult;
import dev.latchkey.limit.guard.AccountGuard;
import dev.latchkey.limit.guard.GuardBudget;
import dev.latchkey.limit.guard.GuardRules;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.mail.MailPriority;
import dev.latchkey.mail.MailQueue;
import dev.latchkey.mail.OutgoingMail;
import dev.latchkey.mail.RenderedMail;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.prompt.ChallengeNotes;
import dev.latchkey.otp.prompt.OtpRequests;
import dev.latchkey.refreshtoken.ReusePolicy;
import dev.latchkey.refreshtoken.SpentToken;
import dev.latchkey.refreshtoken.jpa.SpentTokens;
import dev.latchkey.signin.OpenedByCode;
import dev.latchkey.webhook.BacklogPosition;
import dev.latchkey.webhook.jpa.EventOutbox;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Table;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.keycloak.Config;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Gives tests access to what no endpoint offers. Keycloak accepts each form once, so that many answers to one challenge
 * at the same moment reach the provider only through this resource. It also sets the server's clock.
 */
public class ProbeResource {

    private static final String KEYS = "latchkey-probe.keys.";
    private static final long SHORT_LIFE_MILLIS = 30_000;

    private final KeycloakSession session;
    private final RealmModel realm;

    /** @param session the request's session */
    public ProbeResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Answers the challenge that a tab of this browser waits for.
     *
     * @param tab   Keycloak's id of the tab
     * @param input the typed code
     * @return name of the result
     */
    @POST
    @Path("verify")
    @Produces(MediaType.TEXT_PLAIN)
    public String verify(@FormParam("tab") String tab, @FormParam("input") String input) {
        AuthenticationSessionModel authSession = new AuthenticationSessionManager(session)
                .getCurrentRootAuthenticationSession(realm).getAuthenticationSessions().get(tab);
        String challenge = new ChallengeNotes(authSession, Purpose.SECOND_FACTOR).challenge().orElseThrow();
        return session.getProvider(EmailOtpProvider.class)
                .verifyCode(OtpRequests.of(session, authSession, authSession.getAuthenticatedUser(),
                        Purpose.SECOND_FACTOR), challenge, input)
                .getClass().getSimpleName();
    }

    /**
     * Takes one unit of a bucket.
     *
     * @param key   name of the bucket
     * @param count units an hour
     * @return name of the result
     */
    @POST
    @Path("take")
    @Produces(MediaType.TEXT_PLAIN)
    public String take(@FormParam("key") String key, @FormParam("count") int count) {
        List<RateDemand> demands =
                List.of(new RateDemand(new RateLimit("probe", count, Duration.ofHours(1)), realm.getId(), key));
        return OwnTransaction.run(session, own -> {
            RateResult result = own.getProvider(RateLimiter.class).take(demands);
            if (result instanceof RateResult.Refused) {
                own.getTransactionManager().setRollbackOnly();
            }
            return result.getClass().getSimpleName();
        });
    }

    /**
     * Puts mails of the realm into the mail queue; one that does not leave is not tried again.
     *
     * @param to      addresses, separated by commas
     * @param subject subject of each
     * @param text    text part of each
     * @param html    HTML part of each
     */
    @POST
    @Path("mails")
    public void mails(@FormParam("to") String to, @FormParam("subject") String subject,
            @FormParam("text") String text, @FormParam("html") String html) {
        for (String address : to.split(",")) {
            session.getProvider(MailQueue.class).reserve(realm.getId(), MailPriority.CODE).orElseThrow()
                    .send(new OutgoingMail(realm.getId(), new MailDelivery(realm.getSmtpConfig(), address,
                            new RenderedMail(subject, text, html)),
                            Time.currentTimeMillis() + SHORT_LIFE_MILLIS, Optional.empty()));
        }
    }

    /**
     * Takes five permits an hour of new buckets, each in many threads at one moment.
     *
     * @param buckets number of buckets
     * @param threads number of threads
     * @return names of the results, one a line
     * @throws InterruptedException if the server stops
     */
    @POST
    @Path("take-new")
    @Produces(MediaType.TEXT_PLAIN)
    public String takeNew(@FormParam("buckets") int buckets, @FormParam("threads") int threads)
            throws InterruptedException {
        return String.join("\n", new NewRows(session).take(buckets, threads));
    }

    /**
     * Spends a refresh token, without the lock that Keycloak takes for each session.
     *
     * @param token  its id
     * @param repeat whether its client has authenticated
     * @param fails  whether the request's transaction is rolled back afterwards
     * @return name of the result
     */
    @POST
    @Path("spend")
    @Produces(MediaType.TEXT_PLAIN)
    public String spend(@FormParam("token") String token, @FormParam("repeat") boolean repeat,
            @FormParam("fails") boolean fails) {
        if (fails) {
            session.getTransactionManager().setRollbackOnly();
        }
        return new SpentTokens(session).spend(new SpentToken(realm.getId(), "probe", token, null,
                Time.currentTimeMillis() + Duration.ofHours(1).toMillis()), new ReusePolicy(0, repeat)).name();
    }

    /**
     * Charges an account with a failure.
     *
     * @param user   the user's id
     * @param budget name of the budget
     * @return name of the result
     */
    @POST
    @Path("charge")
    @Produces(MediaType.TEXT_PLAIN)
    public String charge(@FormParam("user") String user, @FormParam("budget") String budget) {
        GuardRules rules = GuardRules.of(session, realm);
        String realmId = realm.getId();
        return OwnTransaction.run(session, own -> own.getProvider(AccountGuard.class)
                .charge(rules, realmId, user, GuardBudget.valueOf(budget)).getClass().getSimpleName());
    }

    /**
     * Records events in the outbox, fails the first ones and asks whose events are due next; all of it is rolled back.
     *
     * @param subjects subjects of the events, separated by commas, in their order; a dash for an event without a user
     * @param failing  how many of the due events fail before the due ones are read
     * @return the subjects whose events are due next, separated by commas, a dash for none
     */
    @POST
    @Path("turns")
    @Produces(MediaType.TEXT_PLAIN)
    public String turns(@FormParam("subjects") String subjects, @FormParam("failing") int failing) {
        session.getTransactionManager().setRollbackOnly();
        EventOutbox outbox = new EventOutbox(session);
        String realmId = "probe";
        for (String subject : subjects.split(",")) {
            outbox.add(realmId, subject.equals("-") ? "" : subject, "{}");
        }
        long now = Time.currentTimeMillis() + 1;
        outbox.due(realmId, BacklogPosition.START, now, now, failing).events()
                .forEach(event -> outbox.failed(event.id(), now, 2));
        if (outbox.nextTurn(realmId, now, 0).isEmpty()) {
            throw new IllegalStateException("Events wait, and none has a turn");
        }
        return outbox.due(realmId, BacklogPosition.START, now, now, 200).events().stream()
                .map(event -> event.subject().isEmpty() ? "-" : event.subject())
                .collect(Collectors.joining(","));
    }

    /**
     * Writes values that are longer than its columns to every table.
     *
     * @return the columns that have refused it, one a line
     */
    @POST
    @Path("columns")
    @Produces(MediaType.TEXT_PLAIN)
    public String columns() {
        return String.join("\n", new ColumnTries(session).run());
    }

    /**
     * Writes a row to every table but that of the report of risk, for this realm.
     *
     * @return as {@link #tables}
     */
    @POST
    @Path("fill")
    @Produces(MediaType.TEXT_PLAIN)
    public String fill() {
        new ColumnTries(session).fill();
        return tables(session.getContext().getRealm().getId());
    }

    /**
     * Counts the rows of a realm, which may be removed by now.
     *
     * @param realmId the realm
     * @return the tables of all entities that Latchkey adds to Keycloak, each with its number of rows, one a line
     */
    @POST
    @Path("tables")
    @Produces(MediaType.TEXT_PLAIN)
    public String tables(@FormParam("realm") String realmId) {
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        return session.getKeycloakSessionFactory().getProviderFactoriesStream(JpaEntityProvider.class)
                .filter(LatchkeyEntitiesFactory.class::isInstance).map(LatchkeyEntitiesFactory.class::cast)
                .flatMap(factory -> factory.create(session).getEntities().stream())
                .map(entity -> entity.getAnnotation(Table.class).name())
                .map(table -> table + "\t" + em
                        .createNativeQuery("select count(*) from " + table + " where REALM_ID = :realm")
                        .setParameter("realm", realmId).getSingleResult())
                .collect(Collectors.joining("\n"));
    }

    /** Runs the purge now. */
    @POST
    @Path("purge")
    public void purge() {
        new LatchkeyPurgeTask().run(session);
    }

    /** Sweeps orphans now. */
    @POST
    @Path("sweep")
    public void sweep() {
        new LatchkeySweepTask().run(session);
    }

    /**
     * Replaces the server's peppers, as its next start would.
     *
     * @param peppers the peppers, separated by commas, the one that signs first
     * @param retired whether secrets that were made without a pepper are refused from now on
     */
    @POST
    @Path("peppers")
    public void peppers(@FormParam("peppers") String peppers, @FormParam("retired") boolean retired) {
        System.setProperty(KEYS + "pepper", peppers);
        System.setProperty(KEYS + "retire-unpeppered", String.valueOf(retired));
        session.getKeycloakSessionFactory().getProviderFactory(MacKeys.class)
                .init(new Config.SystemPropertiesScope(KEYS));
    }

    /**
     * Marks a session as one that a secret code without offline access has opened.
     *
     * @param sessionId the session's id
     */
    @POST
    @Path("opened-by-code")
    public void openedByCode(@FormParam("session") String sessionId) {
        OpenedByCode.mark(session.sessions().getUserSession(realm, sessionId), "made-up", true);
    }

    /**
     * Sets the server's clock.
     *
     * @param seconds seconds ahead of the real clock
     */
    @POST
    @Path("clock")
    public void clock(@FormParam("seconds") int seconds) {
        Time.setOffset(seconds);
    }

    /**
     * Stops the server's clock, once {@link StoppableClock} has been installed, or starts it again.
     *
     * @param at the time at which it stops, in milliseconds; null for the system's time
     */
    @POST
    @Path("stopped-clock")
    public void stoppedClock(@FormParam("at") String at) {
        if (at == null) {
            System.clearProperty(StoppableClock.STOPPED_AT);
        } else {
            System.setProperty(StoppableClock.STOPPED_AT, at);
        }
    }

    /**
     * Reads the server's class that reads the time.
     *
     * @return its class file, in Base64
     * @throws IOException never
     */
    @POST
    @Path("time-class")
    @Produces(MediaType.TEXT_PLAIN)
    public String timeClass() throws IOException {
        try (InputStream time = Time.class.getResourceAsStream("Time.class")) {
            return Base64.getEncoder().encodeToString(time.readAllBytes());
        }
    }

    /**
     * Queries the database.
     *
     * @param query SQL
     * @return one line a row, columns separated by tabs
     */
    @POST
    @Path("sql")
    @Produces(MediaType.TEXT_PLAIN)
    public String sql(@FormParam("query") String query) {
        List<?> rows = session.getProvider(JpaConnectionProvider.class).getEntityManager()
                .createNativeQuery(query).getResultList();
        return rows.stream().map(row -> row instanceof Object[] columns
                        ? Arrays.stream(columns).map(String::valueOf).collect(Collectors.joining("\t"))
                        : String.valueOf(row))
                .collect(Collectors.joining("\n"));
    }
}
