<#import "latchkey-mail.ftl" as mail>
<#assign copy = latchkeyMail.kind == "copy">
<#-- Keycloak lets people empty the name. -->
<#assign name = latchkeyMail.name?has_content?then(latchkeyMail.name, msg("latchkeyDeviceUnnamed"))>
<#assign happened = copy?then(msg("latchkeyDeviceMailCopy", name), msg("latchkeyDeviceMailTrusted", name))>
<@mail.page preview=happened>
  <p style="margin: 20px 0 24px; overflow-wrap: anywhere; word-break: break-word;">${happened}</p>
  <@mail.request/>
  <@mail.heading>${copy?then(msg("latchkeyDeviceMailWhatToDo"), msg("latchkeyMailNotYou"))}</@mail.heading>
  <p style="margin: 0; font-size: 14px;">${copy?then(msg("latchkeyDeviceMailCopyAdvice"), msg("latchkeyDeviceMailTrustedAdvice"))}</p>
</@mail.page>
