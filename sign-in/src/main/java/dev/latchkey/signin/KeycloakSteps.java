package dev.latchkey.signin;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.authenticators.broker.IdpAutoLinkAuthenticatorFactory;
import org.keycloak.authentication.authenticators.broker.IdpCreateUserIfUniqueAuthenticatorFactory;
import org.keycloak.authentication.authenticators.broker.IdpEmailVerificationAuthenticatorFactory;
import org.keycloak.authentication.authenticators.broker.util.PostBrokerLoginConstants;
import org.keycloak.authentication.authenticators.browser.CookieAuthenticatorFactory;
import org.keycloak.authentication.authenticators.browser.UsernameFormFactory;
import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/**
 * The one class that reads what Keycloak's own steps have noted of an authentication (keycloak-services, not a public
 * API). A credential counts only where a step below the flow that runs has succeeded in this tab and can have accepted
 * it: Keycloak keeps its list of accepted credentials, and the states of all steps, while a tab moves between flows.
 */
final class KeycloakSteps {

    /** The pack's own steps record what they have proven by themselves. */
    private static final String OWN = "latchkey-";
    /** Steps that Keycloak counts to a credential's category, although they ask for a name alone. */
    private static final Set<String> NAME_ALONE = Set.of(UsernameFormFactory.PROVIDER_ID);
    /** Steps of a first brokered login after which Keycloak links account and identity. */
    private static final Set<String> LINKING = Set.of(IdpCreateUserIfUniqueAuthenticatorFactory.PROVIDER_ID,
            IdpAutoLinkAuthenticatorFactory.PROVIDER_ID, IdpEmailVerificationAuthenticatorFactory.PROVIDER_ID);
    private static final Map<String, Factor> FACTORS = Map.of(
            PasswordCredentialModel.TYPE, Factor.PASSWORD,
            OTPCredentialModel.TYPE, Factor.AUTHENTICATOR_APP,
            RecoveryAuthnCodesCredentialModel.TYPE, Factor.RECOVERY_CODE,
            WebAuthnCredentialModel.TYPE_TWOFACTOR, Factor.SECURITY_KEY,
            WebAuthnCredentialModel.TYPE_PASSWORDLESS, Factor.PASSKEY);

    private KeycloakSteps() {
    }

    /**
     * @param session     the request's session
     * @param authSession a tab that has a user
     * @param flowPath    the path of the flow that runs
     * @param inFlow      tests by an execution's id whether it belongs to that flow
     * @return what Keycloak's steps have proven
     */
    static Set<Factor> factors(KeycloakSession session, AuthenticationSessionModel authSession, String flowPath,
            Predicate<String> inFlow) {
        Set<String> completed = AuthenticatorUtils.parseCompletedExecutions(
                authSession.getUserSessionNotes().get(Constants.AUTHENTICATORS_COMPLETED)).keySet();
        List<String> accepted = AuthenticatorUtil.getAuthnCredentials(authSession);
        Set<Factor> factors = EnumSet.noneOf(Factor.class);
        for (Map.Entry<String, ExecutionStatus> status : authSession.getExecutionStatus().entrySet()) {
            AuthenticationExecutionModel step = authSession.getRealm().getAuthenticationExecutionById(status.getKey());
            if (step != null && step.getAuthenticator() != null && completed.contains(step.getId())
                    && inFlow.test(step.getId())) {
                factors.addAll(of(session, step, status.getValue(), flowPath, accepted));
            }
        }
        if (LoginActionsService.POST_BROKER_LOGIN_PATH.equals(flowPath)
                && authSession.getAuthNote(PostBrokerLoginConstants.PBL_BROKERED_IDENTITY_CONTEXT) != null) {
            factors.add(Factor.IDENTITY_PROVIDER);
        }
        return factors;
    }

    private static Set<Factor> of(KeycloakSession session, AuthenticationExecutionModel step, ExecutionStatus status,
            String flowPath, List<String> accepted) {
        if (CookieAuthenticatorFactory.PROVIDER_ID.equals(step.getAuthenticator())) {
            // completed although the step is only "attempted" where the session's level is not enough; never noted
            // as completed where Keycloak forces a re-authentication
            return Set.of(Factor.SESSION);
        }
        if (status != ExecutionStatus.SUCCESS || step.getAuthenticator().startsWith(OWN)) {
            return Set.of();
        }
        if (LINKING.contains(step.getAuthenticator())) {
            return LoginActionsService.FIRST_BROKER_LOGIN_PATH.equals(flowPath)
                    ? Set.of(Factor.IDENTITY_PROVIDER)
                    : Set.of();
        }
        String category = category(session, step.getAuthenticator());
        return accepted.stream()
                .filter(credential -> canAccept(step.getAuthenticator(), category, credential))
                .map(credential -> FACTORS.getOrDefault(credential, Factor.OTHER_CREDENTIAL))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean canAccept(String authenticator, String category, String credential) {
        if (category == null) {
            // a client certificate, or one of an extension; steps that ask for nothing have no category either
            return !FACTORS.containsKey(credential);
        }
        if (PasswordCredentialModel.TYPE.equals(category)
                && WebAuthnCredentialModel.TYPE_PASSWORDLESS.equals(credential)) {
            // the forms for names and passwords take passkeys as well
            return true;
        }
        return category.equals(credential) && !NAME_ALONE.contains(authenticator);
    }

    private static String category(KeycloakSession session, String authenticator) {
        AuthenticatorFactory factory = (AuthenticatorFactory) session.getKeycloakSessionFactory()
                .getProviderFactory(Authenticator.class, authenticator);
        return factory == null ? "" : factory.getReferenceCategory();
    }
}
