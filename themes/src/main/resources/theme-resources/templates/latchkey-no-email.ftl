<#import "template.ftl" as layout>
<#import "latchkey-parts.ftl" as parts>
<@layout.registrationLayout displayMessage=false; section>
  <#if section == "header">
    ${(latchkey.channel == "email")?then(msg("latchkeyTitleNoEmail"), msg("latchkeyMessageTitle"))}
  <#elseif section == "show-username">
    <@parts.usernameLabel/>
  <#elseif section == "form">
    <@parts.assets/>
    <div id="latchkey-no-email" class="latchkey">
      <#if latchkey.channel == "email">
        <p>${msg("latchkeyNoEmail")}</p>
        <p>${msg("latchkeyNoEmailAdvice")}</p>
      <#else>
        <p>${msg("latchkeyMessageNoAddress")}</p>
      </#if>
      <#if auth?has_content && auth.showTryAnotherWayLink()>
        <p>${msg("latchkeyNoEmailOther")}</p>
      </#if>
      <p class="latchkey-end">
        <a id="latchkey-restart" class="${parts.quietClasses()}" href="${url.loginRestartFlowUrl}">${msg("latchkeyLinkBack")}</a>
      </p>
    </div>
  </#if>
</@layout.registrationLayout>
