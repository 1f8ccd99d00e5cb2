package dev.latchkey.otp.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The record of an account that sign-up has created and whose mailbox is not proven yet. */
@Entity
@Table(name = "LATCHKEY_SIGN_UP")
public class RegistrationEntity {

    @Id
    @Column(name = "USER_ID", length = 255)
    String userId;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    @Column(name = "CREATED_AT", nullable = false)
    long createdAt;

    /**
     * When the account was marked to be kept, epoch milliseconds; null while a later sign-up may replace it and a purge
     * may delete it.
     */
    @Column(name = "KEPT_AT")
    Long keptAt;
}
