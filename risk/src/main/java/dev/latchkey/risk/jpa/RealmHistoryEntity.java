package dev.latchkey.risk.jpa;

import java.io.Serializable;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** How often the accounts of a realm have signed in with one value of a feature, or at all; names no account. */
@Entity
@Table(name = "LATCHKEY_RISK_REALM")
@IdClass(RealmHistoryEntity.Key.class)
public class RealmHistoryEntity {

    @Id
    @Column(name = "REALM_ID", length = 36)
    String realmId;

    /** The keyed hash of the value; the name of the feature in the row that counts its values. */
    @Id
    @Column(name = "SUBJECT", length = 32)
    String subject;

    /** The name of the feature, or {@link Subjects#SIGN_INS}. */
    @Column(name = "FEATURE", nullable = false, length = 16)
    String feature;

    /** The sum of what {@link Decay#increment} said of each sign-in that was counted. */
    @Column(name = "WEIGHT", nullable = false)
    double weight;

    /** How many values of the feature have a row; of the row that counts them alone. */
    @Column(name = "DISTINCT_VALUES", nullable = false)
    int distinctValues;

    @Column(name = "LAST_SEEN", nullable = false)
    long lastSeen;

    /**
     * The primary key.
     *
     * @param realmId the realm
     * @param subject what is counted
     */
    public record Key(String realmId, String subject) implements Serializable {
    }
}
