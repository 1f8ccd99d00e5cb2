package dev.latchkey.refreshtoken.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One rank of refresh tokens of which one was used. Holds hashes alone, which cannot be presented. */
@Entity
@Table(name = "LATCHKEY_SPENT_TOKEN")
public class SpentTokenEntity {

    @Id
    @Column(name = "HASH", length = 64)
    String hash;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    @Column(name = "USER_ID", length = 255, nullable = false)
    String userId;

    /** Which token of the rank it was; null in rows from before ranks were introduced. */
    @Column(name = "TOKEN_HASH", length = 64)
    String tokenHash;

    @Column(name = "USES", nullable = false)
    int uses;

    /** When it was first used, epoch milliseconds. */
    @Column(name = "SPENT_AT")
    Long spentAt;

    @Column(name = "EXPIRES_AT", nullable = false)
    long expiresAt;
}
