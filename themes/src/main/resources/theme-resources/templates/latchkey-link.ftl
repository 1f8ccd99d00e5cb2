<#import "template.ftl" as layout>
<#import "latchkey-parts.ftl" as parts>
<#assign title = {
  "confirm": msg("latchkeyTitleLinkConfirm"),
  "elsewhere": msg("latchkeyTitleLinkElsewhere"),
  "several": msg("latchkeyTitleLinkElsewhere"),
  "used": msg("latchkeyTitleLinkUsed"),
  "over": msg("latchkeyTitleLinkOver")
}[latchkey.state]!msg("latchkeyTitleLinkInvalid")>
<#assign text = {
  "confirm": msg("latchkeyLinkConfirm"),
  "elsewhere": msg("latchkeyLinkElsewhere"),
  "used": msg("latchkeyLinkUsed"),
  "expired": msg("latchkeyLinkExpired"),
  "used_up": msg("latchkeyLinkUsedUp"),
  "replaced": msg("latchkeyLinkReplaced"),
  "several": msg("latchkeyLinkSeveral"),
  "over": msg("latchkeyLinkOver"),
  "locked": msg("latchkeyLinkLocked"),
  "invalid": msg("latchkeyLinkInvalid")
}[latchkey.state]>
<@layout.registrationLayout displayMessage=false; section>
  <#if section == "header">
    ${title}
  <#elseif section == "show-username">
    <@parts.usernameLabel/>
  <#elseif section == "form">
    <@parts.assets/>
    <div id="latchkey-link" class="latchkey" data-state="${latchkey.state}">
      <p>${text}</p>
      <#if latchkey.state == "confirm">
        <p id="latchkey-client">${msg("latchkeyLinkClient", latchkey.client)}</p>
        <@parts.facts/>
        <form id="latchkey-link-form" class="${properties.kcFormClass!}" action="${latchkey.actionUrl}" method="post">
          <input type="hidden" name="token" value="${latchkey.token}">
          <@parts.actions>
            <@parts.primaryButton id="latchkey-continue">${msg("latchkeyContinue")}</@parts.primaryButton>
          </@parts.actions>
        </form>
      <#elseif latchkey.state == "elsewhere" || latchkey.state == "used">
        <p>${msg("latchkeyLinkNotYou")}</p>
      </#if>
      <#if latchkey.backUrl??>
        <p class="latchkey-end">
          <a id="latchkey-back" class="${parts.quietClasses()}" href="${latchkey.backUrl}">${msg("latchkeyLinkBack")}</a>
        </p>
      </#if>
    </div>
  </#if>
</@layout.registrationLayout>
