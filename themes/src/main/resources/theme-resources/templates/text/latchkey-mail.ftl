<#ftl output_format="plainText">
<#-- What the text parts of Latchkey's mails share: what it was, and from where. -->
<#-- A name that holds line breaks must not look like a line of the mail's own. -->
<#function line text>
  <#return text?replace("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ", "r")>
</#function>
<#macro request>
${msg("latchkeyMailDetails")}
<#if latchkeyMail.client??>
${msg("latchkeyMailClient")}: ${latchkeyMail.client}
</#if>
<#if latchkeyMail.device??>
${msg("latchkeyMailDevice")}: ${latchkeyMail.device}
</#if>
${msg("latchkeyMailIp")}: ${latchkeyMail.ip}
<#if latchkeyMail.place??>
${msg("latchkeyMailPlace")}: ${latchkeyMail.place}
</#if>
${msg("latchkeyMailTime")}: ${latchkeyMail.time}
</#macro>
