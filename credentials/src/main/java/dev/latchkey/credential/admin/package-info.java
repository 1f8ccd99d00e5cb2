/** The administrators' resource that lists and ends a user's devices or secret codes. */
package dev.latchkey.credential.admin;
