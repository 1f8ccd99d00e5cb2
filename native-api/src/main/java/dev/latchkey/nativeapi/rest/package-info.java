/**
 * Endpoints below {@code /realms/{realm}/latchkey-otp}: sign-in (OAuth 2.0 for first-party applications), registration,
 * password reset and proof of a mailbox for apps without a browser, and the link page of {@code otp.rest}.
 */
package dev.latchkey.nativeapi.rest;
