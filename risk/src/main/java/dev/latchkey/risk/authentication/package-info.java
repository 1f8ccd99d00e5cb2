/** The flow step that records a sign-in's risk, and the condition on it. */
package dev.latchkey.risk.authentication;
