/** What users see and erase of what is remembered of their sign-ins. */
package dev.latchkey.risk.rest;
