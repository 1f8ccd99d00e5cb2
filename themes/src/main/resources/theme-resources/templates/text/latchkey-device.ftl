<#ftl output_format="plainText">
<#import "latchkey-mail.ftl" as mail>
<#assign copy = latchkeyMail.kind == "copy">
<#-- Keycloak lets people empty the name. -->
<#assign name = latchkeyMail.name?has_content?then(latchkeyMail.name, msg("latchkeyDeviceUnnamed"))>
<#assign happened = copy?then(msg("latchkeyDeviceMailCopy", name), msg("latchkeyDeviceMailTrusted", name))>
${realmName}

${happened}

<@mail.request/>

${copy?then(msg("latchkeyDeviceMailWhatToDo"), msg("latchkeyMailNotYou"))}
${copy?then(msg("latchkeyDeviceMailCopyAdvice"), msg("latchkeyDeviceMailTrustedAdvice"))}
