<#import "latchkey-mail.ftl" as mail>
<#assign copy = latchkeyMail.kind == "copy">
<#-- Keycloak lets people empty the name. -->
<#assign name = latchkeyMail.name?has_content?then(latchkeyMail.name, msg("latchkeyCodeUnnamed"))>
<#assign happened = copy?then(msg("latchkeyCodeMailCopy", name), msg("latchkeyCodeMailIssued", name))>
<@mail.page preview=happened>
  <p style="margin: 20px 0 24px; overflow-wrap: anywhere; word-break: break-word;">${happened}</p>
  <@mail.request/>
  <@mail.heading>${copy?then(msg("latchkeyDeviceMailWhatToDo"), msg("latchkeyMailNotYou"))}</@mail.heading>
  <p style="margin: 0; font-size: 14px;">${copy?then(msg("latchkeyCodeMailCopyAdvice"), msg("latchkeyCodeMailIssuedAdvice"))}</p>
</@mail.page>
