<#import "template.ftl" as layout>
<#import "latchkey-parts.ftl" as parts>
<#assign title = {
  "confirm": msg("latchkeyTitleLinkConfirm"),
  "number": msg("latchkeyTitleLinkConfirm"),
  "confirmed": msg("latchkeyTitleLinkConfirmed"),
  "wrong_number": msg("latchkeyTitleLinkStopped"),
  "locked": msg("latchkeyTitleLinkStopped"),
  "elsewhere": msg("latchkeyTitleLinkElsewhere"),
  "other_browser": msg("latchkeyTitleLinkOtherBrowser"),
  "several": msg("latchkeyTitleLinkElsewhere"),
  "used": msg("latchkeyTitleLinkUsed"),
  "used_in_another_tab": msg("latchkeyTitleLinkUsed"),
  "over": msg("latchkeyTitleLinkOver")
}[latchkey.state]!msg("latchkeyTitleLinkInvalid")>
<#assign text = {
  "confirm": msg("latchkeyLinkConfirm"),
  "number": msg("latchkeyLinkNumber"),
  "confirmed": msg("latchkeyLinkConfirmed"),
  "wrong_number": msg("latchkeyLinkWrongNumber"),
  "elsewhere": msg("latchkeyLinkElsewhere"),
  "other_browser": msg("latchkeyLinkOtherBrowser"),
  "used": msg("latchkeyLinkUsed"),
  "used_in_another_tab": msg("latchkeyLinkUsedInAnotherTab"),
  "expired": msg("latchkeyLinkExpired"),
  "used_up": msg("latchkeyLinkUsedUp"),
  "replaced": msg("latchkeyLinkReplaced"),
  "several": msg("latchkeyLinkSeveral"),
  "over": msg("latchkeyLinkOver"),
  "locked": (message.summary)!"",
  "invalid": msg("latchkeyLinkInvalid")
}[latchkey.state]>
<#macro fact name value>
  <#if value?has_content>
    <div>
      <dt>${name}</dt>
      <dd><bdi>${value}</bdi></dd>
    </div>
  </#if>
</#macro>
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
      <#elseif latchkey.state == "number">
        <dl class="latchkey-facts" id="latchkey-request">
          <@fact name=msg("latchkeyMailClient") value=latchkey.client/>
          <@fact name=msg("latchkeyMailDevice") value=latchkey.device!/>
          <@fact name=msg("latchkeyMailIp") value=latchkey.ip/>
          <@fact name=msg("latchkeyMailPlace") value=latchkey.place!/>
          <@fact name=msg("latchkeyMailTime") value=latchkey.time/>
        </dl>
        <p id="latchkey-warning"><strong>${msg("latchkeyLinkNumberWarning")}</strong></p>
        <form id="latchkey-number-form" class="${properties.kcFormClass!}" action="${latchkey.actionUrl}"
              method="post" novalidate>
          <input type="hidden" name="token" value="${latchkey.token}">
          <input type="hidden" id="latchkey-described" name="described" value="${latchkey.described}">
          <@parts.field id="number" label=msg("latchkeyNumberLabel"); part>
            <#if part == "input">
              <#assign error = messagesPerField.existsError("number")>
              <input id="number" name="number" type="text" value="" dir="ltr" required
                     class="latchkey-code<#if !parts.framed()> ${properties.kcInputClass!}</#if>"
                     inputmode="numeric" autocomplete="off" autocapitalize="off" spellcheck="false"
                     <#if error>aria-invalid="true"</#if>
                     aria-describedby="<#if error>input-error-number </#if>latchkey-number-hint">
            <#else>
              <div id="latchkey-number-hint"
                   class="${properties.kcFormHelperTextClass!properties.kcInputHelperTextAfterClass!} latchkey-hint">
                ${msg("latchkeyNumberOneTry")}
              </div>
            </#if>
          </@parts.field>
          <@parts.actions>
            <@parts.primaryButton id="latchkey-confirm-number">${msg("latchkeyNumberConfirm")}</@parts.primaryButton>
          </@parts.actions>
        </form>
        <p class="latchkey-end">${msg("latchkeyLinkNumberNotYou")}</p>
      <#elseif latchkey.state == "wrong_number">
        <p>${msg("latchkeyLinkWrongNumberNotYou")}</p>
      <#elseif latchkey.state == "elsewhere" || latchkey.state == "used">
        <p>${msg("latchkeyLinkNotYou")}</p>
      </#if>
      <#if latchkey.backUrl??>
        <p class="latchkey-end">
          <a id="latchkey-back" class="${parts.quietClasses()}" href="${latchkey.backUrl}">${msg("latchkeyLinkBack")}</a>
        </p>
      <#elseif !["confirm", "number", "confirmed"]?seq_contains(latchkey.state) && (client.baseUrl)?has_content>
        <#-- Keycloak 26.4 has the mark before it as an entity -->
        <#assign back = msg("backToApplication")?replace("&laquo;", "«")?replace("&raquo;", "»")>
        <p class="latchkey-end">
          <a id="backToApplication" class="${parts.quietClasses()}" href="${client.baseUrl}">${back}</a>
        </p>
      <#elseif latchkey.accountUrl??>
        <p class="latchkey-end">
          <a id="latchkey-account" class="${parts.quietClasses()}" href="${latchkey.accountUrl}">${msg("doLogIn")}</a>
        </p>
      </#if>
    </div>
  </#if>
</@layout.registrationLayout>
