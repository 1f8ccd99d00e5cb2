package dev.latchkey.risk.jpa;

import java.io.Serializable;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** How many sign-ins of a realm had one client and one outcome on one day; names no account. */
@Entity
@Table(name = "LATCHKEY_RISK_DAY")
@IdClass(DailyCountEntity.Key.class)
public class DailyCountEntity {

    @Id
    @Column(name = "REALM_ID", length = 36)
    String realmId;

    /** Days since 1970-01-01, UTC. */
    @Id
    @Column(name = "DAY_NUMBER")
    long day;

    /** Keycloak's internal id. */
    @Id
    @Column(name = "CLIENT_ID", length = 36)
    String clientId;

    @Id
    @Column(name = "OUTCOME", length = 10)
    String outcome;

    @Column(name = "EVALUATED", nullable = false)
    long evaluated;

    @Column(name = "SIGNED_IN", nullable = false)
    long signedIn;

    @Column(name = "FACTOR_PASSED", nullable = false)
    long factorPassed;

    /**
     * The primary key.
     *
     * @param realmId  the realm
     * @param day      the day
     * @param clientId the client
     * @param outcome  what was found
     */
    public record Key(String realmId, long day, String clientId, String outcome) implements Serializable {
    }
}
