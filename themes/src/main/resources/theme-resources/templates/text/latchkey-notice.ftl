<#ftl output_format="plainText">
<#import "latchkey-mail.ftl" as mail>
<#-- Keycloak lets people empty the name. -->
<#assign name = latchkeyMail.name?has_content?then(latchkeyMail.name, msg("latchkeyDeviceUnnamed"))>
<#assign app = latchkeyMail.name?has_content?then(latchkeyMail.name, msg("latchkeyCodeUnnamed"))>
<#switch latchkeyMail.name>
<#case "password">
  <#assign factor = msg("latchkeyFactorPassword")>
  <#break>
<#case "otp">
  <#assign factor = msg("latchkeyFactorOtp")>
  <#break>
<#case "webauthn">
  <#assign factor = msg("latchkeyFactorSecurityKey")>
  <#break>
<#case "webauthn-passwordless">
  <#assign factor = msg("latchkeyFactorPasskey")>
  <#break>
<#case "latchkey-phone">
  <#assign factor = msg("latchkeyPhoneLabel")>
  <#break>
<#case "recovery-authn-codes">
  <#assign factor = msg("latchkeyFactorRecoveryCodes")>
  <#break>
<#default>
  <#assign factor = msg("latchkeyFactorOther")>
</#switch>
<#switch latchkeyMail.kind>
<#case "new_device">
  <#assign happened = msg("latchkeyNoticeNewDevice")>
  <#assign advice = msg("latchkeyNoticeNewDeviceAdvice")>
  <#break>
<#case "new_country">
  <#assign happened = msg("latchkeyNoticeNewCountry", latchkeyMail.name)>
  <#assign advice = msg("latchkeyNoticeNewDeviceAdvice")>
  <#break>
<#case "risky_refused">
  <#assign happened = msg("latchkeyNoticeRefused")>
  <#assign advice = msg("latchkeyNoticeNewDeviceAdvice")>
  <#break>
<#case "device_trusted">
  <#assign happened = msg("latchkeyDeviceMailTrusted", name)>
  <#assign advice = msg("latchkeyDeviceMailTrustedAdvice")>
  <#break>
<#case "device_copied">
  <#assign happened = msg("latchkeyDeviceMailCopy", name)>
  <#assign advice = msg("latchkeyDeviceMailCopyAdvice")>
  <#break>
<#case "code_issued">
  <#assign happened = msg("latchkeyCodeMailIssued", app)>
  <#assign advice = msg("latchkeyCodeMailIssuedAdvice")>
  <#break>
<#case "code_copied">
  <#assign happened = msg("latchkeyCodeMailCopy", app)>
  <#assign advice = msg("latchkeyCodeMailCopyAdvice")>
  <#break>
<#case "account_locked">
  <#assign happened = msg("latchkeyNoticeLocked")>
  <#assign advice = msg("latchkeyNoticeLockedAdvice")>
  <#break>
<#case "factor_changed">
  <#assign happened = msg("latchkeyNoticeFactor", factor)>
  <#assign advice = msg("latchkeyNoticeFactorAdvice")>
  <#break>
<#case "address_changed">
  <#assign happened = msg("latchkeyAddressChangedMail", latchkeyMail.name)>
  <#assign advice = msg("latchkeyAddressChangedMailNotYou")>
  <#break>
<#case "phone_taken">
  <#assign happened = msg("latchkeyPhoneTakenMail", latchkeyMail.name)>
  <#assign advice = msg("latchkeyPhoneTakenAdvice")>
  <#break>
<#case "phone_changed">
  <#assign happened = msg("latchkeyPhoneChangedMail", latchkeyMail.name)>
  <#assign advice = msg("latchkeyAddressChangedMailNotYou")>
  <#break>
<#case "success_after_failures">
  <#assign happened = msg("latchkeyNoticeAfterFailures")>
  <#assign advice = msg("latchkeyNoticeAfterFailuresAdvice")>
  <#break>
</#switch>
<#-- What tells of an attack is followed by what to do, whoever reads it. -->
<#assign attack = ["device_copied", "code_copied", "account_locked"]?seq_contains(latchkeyMail.kind)>
${mail.line(realmName)}

${happened}

<@mail.request/>

${attack?then(msg("latchkeyDeviceMailWhatToDo"), msg("latchkeyMailNotYou"))}
${advice}
