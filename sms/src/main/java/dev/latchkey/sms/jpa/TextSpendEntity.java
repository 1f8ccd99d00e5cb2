package dev.latchkey.sms.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What the texts of one realm have cost on one day of UTC: all of them, or those that are no second factor. */
@Entity
@Table(name = "LATCHKEY_TEXT_SPEND")
public class TextSpendEntity {

    /** SHA-256 of realm, day and which of the two. */
    @Id
    @Column(name = "HASH", length = 64)
    String hash;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    /** In ten-thousandths of the currency. */
    @Column(name = "SPENT", nullable = false)
    long spent;

    /** When the day ends, epoch milliseconds. */
    @Column(name = "DAY_ENDS", nullable = false)
    long dayEnds;
}
