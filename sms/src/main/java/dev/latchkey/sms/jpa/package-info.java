/** The table of the accounts that telephone numbers name. */
package dev.latchkey.sms.jpa;
