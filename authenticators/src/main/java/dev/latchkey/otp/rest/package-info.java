/** The page behind a mailed link. */
package dev.latchkey.otp.rest;
