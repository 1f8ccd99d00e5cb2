/** The administrators' resource that shows and opens the account guard. */
package dev.latchkey.limit.admin;
