package dev.latchkey.it.flow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import dev.latchkey.mail.Delivery;
import dev.latchkey.mail.ServerAnswer;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.IssuedCode;
import dev.latchkey.otp.MessageNotComposedException;
import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.OtpMessage;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/** What texts have cost, and texts that are handed over at the same moment. */
final class TextSpendRows {

    private TextSpendRows() {
    }

    static RunOnServer clear(String realmName) {
        return session -> session.getProvider(JpaConnectionProvider.class).getEntityManager()
                .createNativeQuery("delete from LATCHKEY_TEXT_SPEND where REALM_ID = ?")
                .setParameter(1, session.realms().getRealmByName(realmName).getId()).executeUpdate();
    }

    /** On all texts, in ten-thousandths; what was spent on those that are no second factor is a part of it. */
    static FetchOnServer spent(String realmName) {
        return session -> ((Number) session.getProvider(JpaConnectionProvider.class).getEntityManager()
                .createNativeQuery("select coalesce(max(SPENT), 0) from LATCHKEY_TEXT_SPEND where REALM_ID = ?")
                .setParameter(1, session.realms().getRealmByName(realmName).getId()).getSingleResult()).longValue();
    }

    /** Hands texts over as workers do, all at the same moment; returns how often each answer came. */
    static FetchOnServer handedOver(String realmName, String userId, Purpose purpose, String number, int texts) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            Delivery text = written(session, realm, userId, purpose, number);
            KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
            String realmId = realm.getId();
            ExecutorService workers = Executors.newFixedThreadPool(texts);
            try {
                List<CompletableFuture<ServerAnswer>> all = IntStream.range(0, texts).mapToObj(i -> CompletableFuture
                        .supplyAsync(() -> handOver(factory, realmId, text), workers)).toList();
                Map<String, Integer> answers = new TreeMap<>();
                all.forEach(answer -> answers.merge(answer.join().name(), 1, Integer::sum));
                return answers.toString();
            } finally {
                workers.shutdown();
            }
        };
    }

    private static ServerAnswer handOver(KeycloakSessionFactory factory, String realmId, Delivery text) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, own -> {
            own.getContext().setRealm(own.realms().getRealm(realmId));
            return text.handOver(own);
        });
    }

    private static Delivery written(KeycloakSession session, RealmModel realm, String userId, Purpose purpose,
            String number) {
        session.getContext().setRealm(realm);
        UserModel user = session.users().getUserById(realm, userId);
        ChallengeBinding binding = new ChallengeBinding(realm.getId(), userId, "sms", number, purpose,
                ChallengeBinding.holder(number), 0);
        OtpRequest request = new OtpRequest(realm, binding, true, false, false, "10.0.0.1", false, Optional.empty());
        try {
            return OtpChannels.named(session, "sms").write(new OtpMessage(request, tab(session, realm), user,
                    new IssuedCode("none", Optional.of("123456"), Optional.empty(), false, "ABCD", 1, 2)));
        } catch (MessageNotComposedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AuthenticationSessionModel tab(KeycloakSession session, RealmModel realm) {
        return session.authenticationSessions().createRootAuthenticationSession(realm)
                .createAuthenticationSession(realm.getClientByClientId(Realms.APP));
    }
}
