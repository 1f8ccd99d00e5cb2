package dev.latchkey.secretcode.jpa;

import dev.latchkey.common.account.PasswordMark;
import dev.latchkey.secretcode.SecretCodeEndReason;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One secret code, or one that was. Holds nothing that could be presented. */
@Entity
@Table(name = "LATCHKEY_SECRET_CODE")
public class SecretCodeEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    @Column(name = "USER_ID", length = 255, nullable = false)
    String userId;

    @Column(name = "CLIENT_ID", length = 36, nullable = false)
    String clientId;

    /** Null when the code is not bound to a key. */
    @Column(name = "KEY_THUMBPRINT", length = 64)
    String keyThumbprint;

    /** The session whose sign-in gave the code. */
    @Column(name = "SESSION_ID", length = 36, nullable = false)
    String sessionId;

    /** When the user signed in, epoch seconds as Keycloak keeps it. */
    @Column(name = "SIGNED_IN_AT", nullable = false)
    int signedInAt;

    @Column(name = "EMAIL_HASH", length = 64, nullable = false)
    String emailHash;

    @Column(name = "PASSWORD_HASH", length = 64, nullable = false)
    String passwordHash;

    /** Name of the attribute that the hash is of; empty or null when none was read. */
    @Column(name = "PASSWORD_SOURCE", length = PasswordMark.MAX_SOURCE)
    String passwordSource;

    @Column(name = "GENERATION", nullable = false)
    int generation;

    @Column(name = "SALT", length = 24, nullable = false)
    String salt;

    @Column(name = "KEY_ID", length = 100, nullable = false)
    String keyId;

    /** The key before, which made the generation before; null for the same. */
    @Column(name = "PREVIOUS_KEY_ID", length = 100)
    String previousKeyId;

    /** Carries a code that does not rotate over to a new key; null while its own key stands. */
    @Column(name = "SEAL", length = 60)
    String seal;

    @Column(name = "ROTATED_AT", nullable = false)
    long rotatedAt;

    @Column(name = "IP", length = 45, nullable = false)
    String ip;

    @Column(name = "CREATED_AT", nullable = false)
    long createdAt;

    @Column(name = "LAST_USED", nullable = false)
    long lastUsed;

    @Column(name = "USE_COUNT", nullable = false)
    long useCount;

    @Column(name = "EXPIRES_AT", nullable = false)
    long expiresAt;

    @Column(name = "IDLE_MILLIS", nullable = false)
    long idleMillis;

    /** Unique for user and client: a number below the most codes they may have, or the id of a code that has ended. */
    @Column(name = "SLOT", length = 36, nullable = false)
    String slot;

    /** Null while the code is usable. */
    @Column(name = "ENDED_AT")
    Long endedAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "END_REASON", length = 20)
    SecretCodeEndReason endReason;
}
