/** The administrators' resource that shows what each mail looks like. */
package dev.latchkey.mail.admin;
