# E-mail code as second factor and trusted devices, as `latchkey-setup --realm myrealm email_code trusted_devices` adds
# them to a realm with Keycloak's default flows.
#
# AN EXAMPLE THAT HAS NEVER BEEN RUN: no terraform was at hand. A test compares its steps with keycloak-config-cli.yaml,
# which is tested; the rest (names of resources, their order) is from the provider's documentation. Plan it against a
# realm for tests, and ask `latchkey-setup --realm myrealm --dry-run email_code trusted_devices` afterwards: it must
# answer with nothing but what is named next.
#
# Not in it: the flow of a first login by an identity provider, and the password grant of the client admin-cli. Without
# them a password alone still gets past the code: `latchkey-setup email_code` adds both.

terraform {
  required_providers {
    keycloak = {
      source  = "keycloak/keycloak"
      version = ">= 5.0"
    }
  }
}

variable "realm" {
  type = string
}

resource "keycloak_authentication_flow" "browser" {
  realm_id    = var.realm
  alias       = "latchkey browser"
  provider_id = "basic-flow"
}

resource "keycloak_authentication_execution" "cookie" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_flow.browser.alias
  authenticator     = "auth-cookie"
  requirement       = "ALTERNATIVE"
  priority          = 10
}

resource "keycloak_authentication_execution" "kerberos" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_flow.browser.alias
  authenticator     = "auth-spnego"
  requirement       = "DISABLED"
  priority          = 20
}

resource "keycloak_authentication_execution" "identity_provider" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_flow.browser.alias
  authenticator     = "identity-provider-redirector"
  requirement       = "ALTERNATIVE"
  priority          = 25
}

resource "keycloak_authentication_subflow" "organization" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_flow.browser.alias
  alias             = "latchkey browser Organization"
  provider_id       = "basic-flow"
  requirement       = "ALTERNATIVE"
  priority          = 26
}

resource "keycloak_authentication_subflow" "conditional_organization" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.organization.alias
  alias             = "latchkey browser Browser - Conditional Organization"
  provider_id       = "basic-flow"
  requirement       = "CONDITIONAL"
  priority          = 10
}

resource "keycloak_authentication_execution" "organization_condition" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.conditional_organization.alias
  authenticator     = "conditional-user-configured"
  requirement       = "REQUIRED"
  priority          = 10
}

resource "keycloak_authentication_execution" "organization_step" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.conditional_organization.alias
  authenticator     = "organization"
  requirement       = "ALTERNATIVE"
  priority          = 20
}

resource "keycloak_authentication_subflow" "forms" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_flow.browser.alias
  alias             = "latchkey browser forms"
  provider_id       = "basic-flow"
  requirement       = "ALTERNATIVE"
  priority          = 30
}

resource "keycloak_authentication_execution" "password" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.forms.alias
  authenticator     = "auth-username-password-form"
  requirement       = "REQUIRED"
  priority          = 10
}

resource "keycloak_authentication_subflow" "conditional_2fa" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.forms.alias
  alias             = "latchkey browser Browser - Conditional 2FA"
  provider_id       = "basic-flow"
  requirement       = "CONDITIONAL"
  priority          = 20
}

resource "keycloak_authentication_execution" "untrusted_device" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.conditional_2fa.alias
  authenticator     = "latchkey-untrusted-device"
  requirement       = "REQUIRED"
  priority          = 10
}

resource "keycloak_authentication_execution" "passkey_condition" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.conditional_2fa.alias
  authenticator     = "conditional-credential"
  requirement       = "REQUIRED"
  priority          = 20
}

resource "keycloak_authentication_execution_config" "passkey_condition" {
  realm_id     = var.realm
  execution_id = keycloak_authentication_execution.passkey_condition.id
  alias        = "latchkey browser browser-conditional-credential"
  config = {
    credentials = "webauthn-passwordless"
  }
}

resource "keycloak_authentication_subflow" "second_factor" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.conditional_2fa.alias
  alias             = "latchkey browser second factor"
  provider_id       = "basic-flow"
  requirement       = "REQUIRED"
  priority          = 30
}

resource "keycloak_authentication_execution" "trust_device" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.conditional_2fa.alias
  authenticator     = "latchkey-trust-device"
  requirement       = "REQUIRED"
  priority          = 40
}

resource "keycloak_authentication_execution" "authenticator_app" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.second_factor.alias
  authenticator     = "auth-otp-form"
  requirement       = "ALTERNATIVE"
  priority          = 10
}

resource "keycloak_authentication_execution" "security_key" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.second_factor.alias
  authenticator     = "webauthn-authenticator"
  requirement       = "DISABLED"
  priority          = 20
}

resource "keycloak_authentication_execution" "recovery_codes" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.second_factor.alias
  authenticator     = "auth-recovery-authn-code-form"
  requirement       = "DISABLED"
  priority          = 30
}

resource "keycloak_authentication_execution" "email_code" {
  realm_id          = var.realm
  parent_flow_alias = keycloak_authentication_subflow.second_factor.alias
  authenticator     = "latchkey-email-otp"
  requirement       = "ALTERNATIVE"
  priority          = 40
}

# Bound once every step is there: before, the flow would ask for less.
resource "keycloak_authentication_bindings" "latchkey" {
  realm_id     = var.realm
  browser_flow = keycloak_authentication_flow.browser.alias

  depends_on = [
    keycloak_authentication_execution.cookie,
    keycloak_authentication_execution.kerberos,
    keycloak_authentication_execution.identity_provider,
    keycloak_authentication_execution.organization_condition,
    keycloak_authentication_execution.organization_step,
    keycloak_authentication_execution.password,
    keycloak_authentication_execution.untrusted_device,
    keycloak_authentication_execution_config.passkey_condition,
    keycloak_authentication_execution.trust_device,
    keycloak_authentication_execution.authenticator_app,
    keycloak_authentication_execution.security_key,
    keycloak_authentication_execution.recovery_codes,
    keycloak_authentication_execution.email_code,
  ]
}
