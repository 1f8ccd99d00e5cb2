/** Token processing for pending accounts: no token is issued, and a claim shows the account's status. */
package dev.latchkey.otp.token;
