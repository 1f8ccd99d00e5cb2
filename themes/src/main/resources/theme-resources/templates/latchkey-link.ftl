<#import "template.ftl" as layout>
<#import "latchkey-parts.ftl" as parts>
<@layout.registrationLayout displayMessage=false; section>
  <#if section == "header">
    <#if latchkey.state == "confirm">
      ${msg("latchkeyTitleLinkConfirm")}
    <#elseif latchkey.state == "elsewhere">
      ${msg("latchkeyTitleLinkElsewhere")}
    <#else>
      ${msg("latchkeyTitleLinkInvalid")}
    </#if>
  <#elseif section == "show-username">
    <@parts.usernameLabel/>
  <#elseif section == "form">
    <@parts.assets/>
    <div id="latchkey-link" class="latchkey" data-state="${latchkey.state}">
      <#if latchkey.state == "confirm">
        <p>${msg("latchkeyLinkConfirm")}</p>
        <@parts.facts/>
        <form id="latchkey-link-form" class="${properties.kcFormClass!}" action="${latchkey.actionUrl}" method="post">
          <input type="hidden" name="token" value="${latchkey.token}">
          <@parts.actions>
            <@parts.primaryButton id="latchkey-continue">${msg("latchkeyContinue")}</@parts.primaryButton>
          </@parts.actions>
        </form>
      <#elseif latchkey.state == "elsewhere">
        <p>${msg("latchkeyLinkElsewhere")}</p>
        <p>${msg("latchkeyLinkNotYou")}</p>
      <#else>
        <p>${msg("latchkeyLinkInvalid")}</p>
      </#if>
    </div>
  </#if>
</@layout.registrationLayout>
