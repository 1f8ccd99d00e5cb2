package dev.latchkey.sms.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * The account that a telephone number names; of rows of other kinds, the time of the last sign-up by a number, or an
 * account whose number another one has claimed.
 */
@Entity
@Table(name = "LATCHKEY_PHONE_HOLDER")
public class PhoneHolderEntity {

    /** Hash of kind, realm, and number or account. */
    @Id
    @Column(name = "ID", length = 64)
    String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    /** Null while a first account is about to claim the number, and in rows of sign-ups. */
    @Column(name = "USER_ID", length = 255)
    String userId;

    /** Epoch milliseconds. */
    @Column(name = "CLAIMED_AT", nullable = false)
    long claimedAt;
}
