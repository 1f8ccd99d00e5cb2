package dev.latchkey.otp.jpa;

import dev.latchkey.common.mail.DeliveryStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * One challenge: the mailed code and link, with their attempts and delivery status. Contains only a MAC and hashes, no
 * code or token.
 */
@Entity
@Table(name = "LATCHKEY_OTP_CHALLENGE")
public class ChallengeEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    /** The result of {@code OtpRequest.owner}: the account, or the address as a hash. */
    @Column(name = "USER_ID", length = 255, nullable = false)
    String userId;

    @Column(name = "PURPOSE", length = 20, nullable = false)
    String purpose;

    /** SHA-256 of the browser's authentication session. */
    @Column(name = "SESSION_HASH", length = 64, nullable = false)
    String sessionHash;

    /** SHA-256 of session, tab and client. */
    @Column(name = "TAB_HASH", length = 64, nullable = false)
    String tabHash;

    @Column(name = "REFERENCE", length = 8, nullable = false)
    String reference;

    /** Null when the mail contains a link only. */
    @Column(name = "CODE_MAC", length = 64)
    String codeMac;

    /** Null when {@link #codeMac} is null. */
    @Column(name = "KEY_ID", length = 100)
    String keyId;

    /** Null when the policy turned links off. */
    @Column(name = "LINK_HASH", length = 64)
    String linkHash;

    @Column(name = "ATTEMPTS", nullable = false)
    int attempts;

    @Column(name = "MAX_ATTEMPTS", nullable = false)
    int maxAttempts;

    @Column(name = "SENDS", nullable = false)
    int sends;

    @Column(name = "CREATED_AT", nullable = false)
    long createdAt;

    @Column(name = "SENT_AT", nullable = false)
    long sentAt;

    @Column(name = "EXPIRES_AT", nullable = false)
    long expiresAt;

    @Column(name = "USED_AT")
    Long usedAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "DELIVERY", length = 10, nullable = false)
    DeliveryStatus delivery;

    @Column(name = "DELIVERY_AT", nullable = false)
    long deliveryAt;
}
