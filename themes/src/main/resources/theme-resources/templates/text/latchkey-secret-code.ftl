<#ftl output_format="plainText">
<#import "latchkey-mail.ftl" as mail>
<#assign copy = latchkeyMail.kind == "copy">
<#-- Keycloak lets people empty the name. -->
<#assign name = latchkeyMail.name?has_content?then(latchkeyMail.name, msg("latchkeyCodeUnnamed"))>
<#assign happened = copy?then(msg("latchkeyCodeMailCopy", name), msg("latchkeyCodeMailIssued", name))>
${realmName}

${happened}

<@mail.request/>

${copy?then(msg("latchkeyDeviceMailWhatToDo"), msg("latchkeyMailNotYou"))}
${copy?then(msg("latchkeyCodeMailCopyAdvice"), msg("latchkeyCodeMailIssuedAdvice"))}
