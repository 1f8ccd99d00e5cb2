package dev.latchkey.otp.account;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.guard.AccountGuard;
import dev.latchkey.limit.guard.GuardBudget;
import dev.latchkey.limit.guard.GuardResult;
import dev.latchkey.limit.guard.GuardRules;
import dev.latchkey.otp.AccountIdentifier;
import dev.latchkey.otp.RegistrationRecords;
import org.jboss.logging.Logger;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.ModelIllegalStateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.storage.ReadOnlyException;
import org.keycloak.userprofile.ValidationException;

/**
 * Signs users up, for all endpoints. An account is pending until its mailbox is proven. A later sign-up with the same
 * address replaces the whole account: the new account has a new id, so that no password, factor, session or code of an
 * earlier sign-up has any effect on it.
 */
public final class Registrations {

    /** Name of the field that password errors refer to. */
    public static final String PASSWORD = "password";

    private static final Logger LOG = Logger.getLogger(Registrations.class);
    private static final int TRIES = 3;
    /** Class of the SQL states of deadlocks and serialization failures. */
    private static final String TRANSACTION_ROLLBACK = "40";
    /** SQL states of H2 and PostgreSQL for a lock timeout. */
    private static final Set<String> LOCK_TIMEOUTS = Set.of("HYT00", "55P03");

    private final KeycloakSession session;
    private final RealmModel realm;
    private final boolean invited;

    /**
     * @param session the request's session
     * @param realm   the realm
     */
    public Registrations(KeycloakSession session, RealmModel realm) {
        this(session, realm, false);
    }

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param invited whether an organization's invitation has opened the form: the account is made by its address, and
     *                is disabled until {@link Invitations#accept} enables it
     */
    public Registrations(KeycloakSession session, RealmModel realm, boolean invited) {
        this.session = session;
        this.realm = realm;
        this.invited = invited;
    }

    /**
     * Validates a form by the realm's user profile and, where sign-up asks for a password, the password policy; changes
     * nothing.
     *
     * @param form the submitted form
     * @return the errors by field; never that an address or a user name exists
     */
    public List<FormMessage> errors(RegistrationForm form) {
        return new RegistrationChecks(session, realm, read(form), policy()).errors();
    }

    /**
     * @param form the submitted form
     * @return the form of a sign-up by the telephone number that it holds; unchanged where it is by an address
     */
    public RegistrationForm read(RegistrationForm form) {
        return PhoneSignUp.read(session, realm, form, policy());
    }

    private AccountIdentifier policy() {
        return PhoneSignUp.policy(session, realm, invited);
    }

    /**
     * Checks whether the user name is available, if the realm has user names in addition to addresses. Call this when
     * the rest of the form is valid, and behind a rate limit, because the result shows whether a name exists, which the
     * user needs to know to choose another one, and whether a pending account of that name has the form's password. The
     * new account replaces such a pending account, so that the user can correct a mistyped address. The check takes the
     * same time for every name that exists. Where sign-up asks for no password, every name that exists is taken.
     *
     * @param form the submitted form, for which {@link #errors} returns nothing
     * @return an error that the name exists; empty when the name is available
     */
    public Optional<FormMessage> nameError(RegistrationForm form) {
        if (realm.isRegistrationEmailAsUsername()) {
            return Optional.empty();
        }
        Named named = OwnTransaction.run(session, own -> named(attempt(own, form), own));
        boolean free = switch (named) {
            case FREE -> true;
            case COMPARED -> OwnTransaction.run(session, own -> attempt(own, form).mayHaveTheName());
            case TAKEN -> {
                hash(form.password());
                yield false;
            }
        };
        return free ? Optional.empty() : Optional.of(RegistrationAttempt.nameExists());
    }

    /**
     * Whether a user name is available. COMPARED: a pending account has the name and its password may be compared; the
     * comparison is counted before it is made.
     */
    private enum Named {
        FREE, TAKEN, COMPARED
    }

    private Named named(RegistrationAttempt attempt, KeycloakSession own) {
        Optional<UserModel> named = attempt.named();
        if (named.isEmpty()) {
            return Named.FREE;
        }
        if (attempt.form().password() == null || AccountStatus.of(realm, named.get()) != AccountStatus.PENDING) {
            return Named.TAKEN;
        }
        // charged to the account and not to its address: the count would otherwise reveal the address
        GuardResult result = own.getProvider(AccountGuard.class).charge(GuardRules.of(own, attempt.realm()),
                realm.getId(), named.get().getId(), GuardBudget.SIGN_UP);
        return result instanceof GuardResult.Open ? Named.COMPARED : Named.TAKEN;
    }

    /**
     * Creates a pending account and replaces pending ones of the same address or name. The account is committed when
     * this returns, regardless of the outcome of the request, since the code is mailed to a stored address.
     *
     * @param form the submitted form
     * @return the result. Computing it includes the time of hashing a password also when the address is taken, where
     *         sign-up asks for one
     */
    public RegistrationResult signUp(RegistrationForm form) {
        RegistrationResult result = run(form);
        for (int tries = 1; tries < TRIES && result instanceof RegistrationResult.Taken taken
                && isGone(taken); tries++) {
            result = run(form);
        }
        if (result instanceof RegistrationResult.Taken taken) {
            hash(form.password());
            taken.ownerId().ifPresent(this::keepIfUsed);
        }
        return result;
    }

    /**
     * Keeps an account that was not replaced because it is in use, so that the purge does not delete it when its
     * sessions are over.
     */
    private void keepIfUsed(String userId) {
        OwnTransaction.run(session, own -> {
            RealmModel ownRealm = inRealm(own);
            UserModel user = own.users().getUserById(ownRealm, userId);
            if (user != null && !UnusedAccount.is(own, ownRealm, user)) {
                own.getProvider(RegistrationRecords.class).keep(userId);
            }
            return null;
        });
    }

    /**
     * Whether another sign-up has replaced the account in the meantime, so that it was no reason to refuse this
     * sign-up. Looked up in a separate session, because the request's session may have cached the account.
     */
    private boolean isGone(RegistrationResult.Taken taken) {
        return taken.ownerId().map(id -> OwnTransaction.run(session, own ->
                own.users().getUserById(inRealm(own), id) == null)).orElse(true);
    }

    private RegistrationResult run(RegistrationForm form) {
        try {
            return OwnTransaction.run(session, own -> attempt(own, form).run());
        } catch (ValidationException e) {
            List<FormMessage> told = RegistrationChecks.told(e);
            return told.isEmpty() ? new RegistrationResult.Taken(Optional.empty())
                    : new RegistrationResult.Rejected(told);
        } catch (ModelDuplicateException e) {
            return new RegistrationResult.Taken(Optional.empty());
        } catch (ModelException | ReadOnlyException e) {
            if (lostToAnother(e)) {
                return new RegistrationResult.Taken(Optional.empty());
            }
            // its message may contain user input
            LOG.warnf("Realm %s: an account could not be made: %s", realm.getName(), e.getClass().getName());
            return new RegistrationResult.Failed();
        }
    }

    /**
     * Whether a lock timeout or a deadlock is the cause. Keycloak reports these only by the exception of the database
     * driver.
     */
    private static boolean lostToAnother(RuntimeException e) {
        return e instanceof ModelIllegalStateException
                || Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                        .anyMatch(cause -> cause instanceof SQLException sql && lock(sql));
    }

    /**
     * Whether one of the chained exceptions reports a lock timeout or deadlock. A batch wraps the cause in its own
     * exception.
     */
    private static boolean lock(SQLException thrown) {
        return StreamSupport.stream(thrown.spliterator(), false).anyMatch(one -> one instanceof SQLTransientException
                || one instanceof SQLException sql && sql.getSQLState() != null
                        && (sql.getSQLState().startsWith(TRANSACTION_ROLLBACK)
                                || LOCK_TIMEOUTS.contains(sql.getSQLState())));
    }

    private RealmModel inRealm(KeycloakSession own) {
        RealmModel ownRealm = own.realms().getRealm(realm.getId());
        own.getContext().setRealm(ownRealm);
        return ownRealm;
    }

    private RegistrationAttempt attempt(KeycloakSession own, RegistrationForm form) {
        RealmModel ownRealm = inRealm(own);
        own.getContext().setClient(session.getContext().getClient());
        own.getContext().setAuthenticationSession(session.getContext().getAuthenticationSession());
        return RegistrationAttempt.of(own, ownRealm, form, invited);
    }

    /**
     * Makes an account active whose mailbox or number was proven by a code or link of the purpose sign-up. Runs in the
     * request's transaction.
     *
     * @param user  the account
     * @param proof the code or link
     * @param event the event of the request; a clone is sent
     * @return false when the account was replaced in the meantime, is active already, or has another address by now, or
     *         its number names another account: the request's transaction has changed nothing then, or is rolled back.
     *         A claim to the number is committed before and stays
     */
    public boolean complete(UserModel user, SignUpProof proof, EventBuilder event) {
        return proof.claims(session, user) && session.getProvider(RegistrationRecords.class).settle(user.getId())
                && proof.accept(session, user, event);
    }

    /** Takes the time that a stored password takes; where sign-up asks for none, no account takes it. */
    private void hash(String password) {
        if (!SignUpPolicy.asksForPassword(realm)) {
            return;
        }
        String algorithm = realm.getPasswordPolicy().getHashAlgorithm();
        PasswordHashProvider provider = algorithm == null
                ? session.getProvider(PasswordHashProvider.class)
                : session.getProvider(PasswordHashProvider.class, algorithm);
        provider.encodedCredential(password, realm.getPasswordPolicy().getHashIterations());
    }
}
