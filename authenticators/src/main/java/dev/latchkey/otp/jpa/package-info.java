/**
 * Entities, statements and purges of challenges and sign-ups: how a code is issued and verified inside one
 * transaction.
 */
package dev.latchkey.otp.jpa;
