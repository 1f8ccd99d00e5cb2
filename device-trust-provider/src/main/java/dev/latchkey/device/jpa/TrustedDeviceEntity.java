package dev.latchkey.device.jpa;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.signin.account.PasswordMark;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A device that is or was trusted. Holds no secret that a client could present. */
@Entity
@Table(name = "LATCHKEY_TRUSTED_DEVICE")
public class TrustedDeviceEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    @Column(name = "USER_ID", length = 255, nullable = false)
    String userId;

    @Column(name = "NAME", length = 64, nullable = false)
    String name;

    @Column(name = "BOUND_TO", length = 10, nullable = false)
    String boundTo;

    @Column(name = "FINGERPRINT", length = 64, nullable = false)
    String fingerprint;

    /** SHA-256 of the owner's e-mail address when the device was trusted. */
    @Column(name = "EMAIL_HASH", length = 64, nullable = false)
    String emailHash;

    /** SHA-256 of the attribute that changes with a federated account's password. */
    @Column(name = "PASSWORD_HASH", length = 64, nullable = false)
    String passwordHash;

    /** Name of that attribute; empty or null when none was read. */
    @Column(name = "PASSWORD_SOURCE", length = PasswordMark.MAX_SOURCE)
    String passwordSource;

    @Column(name = "GENERATION", nullable = false)
    int generation;

    @Column(name = "SALT", length = 24, nullable = false)
    String salt;

    @Column(name = "KEY_ID", length = 100, nullable = false)
    String keyId;

    /** The previous key, which made the previous generation; null when it is the same key. */
    @Column(name = "PREVIOUS_KEY_ID", length = 100)
    String previousKeyId;

    @Column(name = "ROTATED_AT", nullable = false)
    long rotatedAt;

    @Column(name = "IP", length = 45, nullable = false)
    String ip;

    @Column(name = "CREATED_AT", nullable = false)
    long createdAt;

    @Column(name = "LAST_USED", nullable = false)
    long lastUsed;

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

    /** Null while the device is trusted. */
    @Column(name = "ENDED_AT")
    Long endedAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "END_REASON", length = 20)
    EndReason endReason;
}
