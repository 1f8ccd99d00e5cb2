/** Entities, statements and purges of challenges and sign-ups. A code is issued or verified inside one transaction. */
package dev.latchkey.otp.jpa;
