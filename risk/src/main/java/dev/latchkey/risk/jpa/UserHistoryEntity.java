package dev.latchkey.risk.jpa;

import java.io.Serializable;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** How often an account has signed in with one value of a feature, or at all. */
@Entity
@Table(name = "LATCHKEY_RISK_USER")
@IdClass(UserHistoryEntity.Key.class)
public class UserHistoryEntity {

    @Id
    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Id
    @Column(name = "USER_ID", length = 255)
    String userId;

    /** The keyed hash of the value, which differs from that of another account; or {@link Subjects#SIGN_INS}. */
    @Id
    @Column(name = "SUBJECT", length = 32)
    String subject;

    /** The name of the feature, or {@link Subjects#SIGN_INS}. */
    @Column(name = "FEATURE", nullable = false, length = 16)
    String feature;

    /** The sum of what {@link Decay#increment} said of each sign-in. */
    @Column(name = "WEIGHT", nullable = false)
    double weight;

    @Column(name = "LAST_SEEN", nullable = false)
    long lastSeen;

    /** Where the last sign-in came from, in whole degrees; of the row of all sign-ins alone. */
    @Column(name = "PLACE", length = 8)
    String place;

    /**
     * The primary key.
     *
     * @param realmId the realm
     * @param userId  the account
     * @param subject what is counted
     */
    public record Key(String realmId, String userId, String subject) implements Serializable {
    }
}
