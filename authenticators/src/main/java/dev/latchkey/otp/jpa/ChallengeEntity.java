package dev.latchkey.otp.jpa;

import java.util.Optional;

import dev.latchkey.mail.DeliveryStatus;
import dev.latchkey.otp.NumberPrompt;
import dev.latchkey.otp.StoredChallenge;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * One challenge, with attempts and delivery status. Contains no code and no token: both are derived from the seed under
 * a key.
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

    /** {@code ChallengeBinding.holder}: SHA-256 of the browser's or app's authentication session. */
    @Column(name = "SESSION_HASH", length = 64, nullable = false)
    String sessionHash;

    /**
     * {@code ChallengeBinding.channel}. Null in rows of nodes that know no channel but e-mail: {@link #emailHash} is
     * what tells the channels apart.
     */
    @Column(name = "CHANNEL", length = 20)
    String channel;

    /** {@code ChallengeBinding.addressHash}. */
    @Column(name = "EMAIL_HASH", length = 64, nullable = false)
    String emailHash;

    @Column(name = "REFERENCE", length = 8, nullable = false)
    String reference;

    /** Random bits that code and link token are derived from. */
    @Column(name = "SEED", length = 22, nullable = false)
    String seed;

    @Column(name = "KEY_ID", length = 100, nullable = false)
    String keyId;

    /** 0 when the mail contains a link only. */
    @Column(name = "CODE_LENGTH", nullable = false)
    int codeLength;

    @Column(name = "HAS_LINK", nullable = false)
    boolean link;

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

    /** {@code NumberPrompt.tab}; null when no page shows a number. */
    @Column(name = "NUMBER_TAB", length = 64)
    String numberTab;

    @Column(name = "NUMBER_CLIENT", length = 36)
    String numberClient;

    @Column(name = "NUMBER_DEVICE", length = 64)
    String numberDevice;

    @Column(name = "NUMBER_ADDRESS", length = 45)
    String numberAddress;

    /** When the number was typed in another browser. */
    @Column(name = "CONFIRMED_AT")
    Long confirmedAt;

    /** Sets the page that shows the number; null for none. */
    void shownBy(NumberPrompt prompt) {
        numberTab = prompt == null ? null : prompt.tab();
        numberClient = prompt == null ? null : prompt.clientId();
        numberDevice = prompt == null ? null : prompt.device();
        numberAddress = prompt == null ? null : prompt.address();
    }

    private Optional<NumberPrompt> prompt() {
        // Oracle stores an empty text as null
        return Optional.ofNullable(numberTab).map(tab -> new NumberPrompt(tab, numberClient,
                numberDevice == null ? "" : numberDevice, numberAddress));
    }

    StoredChallenge stored() {
        return new StoredChallenge(id, reference, seed, keyId, codeLength, link, attempts, maxAttempts, sends, sentAt,
                expiresAt, usedAt != null, delivery, deliveryAt, prompt(), confirmedAt != null);
    }
}
