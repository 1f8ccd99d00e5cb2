package dev.latchkey.limit.jpa;

import java.io.Serializable;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** One budget of one account, or of one address: {@code userId} holds the result of {@code GuardBudget.subject}. */
@Entity
@Table(name = "LATCHKEY_ACCOUNT_GUARD")
@IdClass(AccountGuardEntity.Key.class)
public class AccountGuardEntity {

    @Id
    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Id
    @Column(name = "USER_ID", length = 255)
    String userId;

    @Id
    @Column(name = "BUDGET", length = 20)
    String budget;

    @Column(name = "FAILURES", nullable = false)
    int failures;

    @Column(name = "LOCKED_UNTIL", nullable = false)
    long lockedUntil;

    @Column(name = "DAY_ENDS", nullable = false)
    long dayEnds;

    /**
     * The primary key.
     *
     * @param realmId the realm
     * @param userId  the account, or the address as a hash
     * @param budget  id of the budget
     */
    public record Key(String realmId, String userId, String budget) implements Serializable {
    }
}
