package dev.latchkey.secretcode.jpa;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.signin.account.PasswordMark;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One secret code, active or ended. Does not contain the secret itself. */
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

    /** The session in which the code was issued. */
    @Column(name = "SESSION_ID", length = 36, nullable = false)
    String sessionId;

    /** When the user signed in, epoch seconds as Keycloak stores it. */
    @Column(name = "SIGNED_IN_AT", nullable = false)
    int signedInAt;

    @Column(name = "EMAIL_HASH", length = 64, nullable = false)
    String emailHash;

    @Column(name = "PASSWORD_HASH", length = 64, nullable = false)
    String passwordHash;

    /** Name of the attribute that was hashed; empty or null when none was read. */
    @Column(name = "PASSWORD_SOURCE", length = PasswordMark.MAX_SOURCE)
    String passwordSource;

    @Column(name = "GENERATION", nullable = false)
    int generation;

    @Column(name = "SALT", length = 24, nullable = false)
    String salt;

    @Column(name = "KEY_ID", length = 100, nullable = false)
    String keyId;

    /** The previous key, which the previous generation was made with; null if it is the same key. */
    @Column(name = "PREVIOUS_KEY_ID", length = 100)
    String previousKeyId;

    /** Keeps a code that does not rotate valid under a new key; null while the code's own key is in use. */
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

    /**
     * When the purge looks whether the lifetime is over, epoch milliseconds. Uses leave it alone: it is indexed, and
     * PostgreSQL keeps an updated row in its place only if no indexed column changes.
     */
    @Column(name = "CHECK_AT", nullable = false)
    long checkAt;

    /** Unique per user and client: a number below the maximum number of codes, or the id of a code that has ended. */
    @Column(name = "SLOT", length = 36, nullable = false)
    String slot;

    /** Null while the code is usable. */
    @Column(name = "ENDED_AT")
    Long endedAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "END_REASON", length = 20)
    EndReason endReason;
}
