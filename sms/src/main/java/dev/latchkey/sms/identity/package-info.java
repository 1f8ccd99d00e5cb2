/** Telephone numbers as identifiers of accounts. */
package dev.latchkey.sms.identity;
