/**
 * Endpoints below {@code /realms/{realm}/latchkey-otp}: the page behind a mailed link, the authorization challenge
 * endpoint, and sign-up and reset for apps without a browser.
 */
package dev.latchkey.otp.rest;
