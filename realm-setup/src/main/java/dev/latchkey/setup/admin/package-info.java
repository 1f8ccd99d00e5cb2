/** The endpoint of administrators that sets a realm up and takes it back. */
package dev.latchkey.setup.admin;
