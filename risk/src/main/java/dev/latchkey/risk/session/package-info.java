/** One sign-in: what its request and its account show, its evaluation, and the record of it. */
package dev.latchkey.risk.session;
