package dev.latchkey.notification.jpa;

import java.io.Serializable;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** A kind of device that an account was used with, or its failures since the last success. */
@Entity
@Table(name = "LATCHKEY_SIGN_IN_MEMORY")
@IdClass(SignInMemoryEntity.Key.class)
public class SignInMemoryEntity {

    @Id
    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Id
    @Column(name = "USER_ID", length = 255)
    String userId;

    /** The fingerprint of the kind of device, or {@code failures} for the count of failures. */
    @Id
    @Column(name = "SUBJECT", length = 64)
    String subject;

    @Column(name = "FAILURES", nullable = false)
    int failures;

    @Column(name = "LAST_SEEN", nullable = false)
    long lastSeen;

    /** Whether a sign-in has already been checked for this kind of device; the first check alone can find it new. */
    @Column(name = "KNOWN", nullable = false)
    boolean known;

    /**
     * The primary key.
     *
     * @param realmId the realm
     * @param userId  the account
     * @param subject what the row is about
     */
    public record Key(String realmId, String userId, String subject) implements Serializable {
    }
}
