/** What pending accounts mean for tokens: none is issued, and a claim tells the status. */
package dev.latchkey.otp.token;
