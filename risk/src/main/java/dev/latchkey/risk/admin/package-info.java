/** What administrators see and erase of what is remembered of users' sign-ins. */
package dev.latchkey.risk.admin;
