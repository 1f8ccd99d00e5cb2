package dev.latchkey.otp.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An account that sign-up has made and no one has proven yet. */
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

    /** When it was decided that the account stays; null while a later sign-up may replace it, and a purge delete it. */
    @Column(name = "KEPT_AT")
    Long keptAt;
}
