<#import "template.ftl" as layout>
<#import "latchkey-parts.ftl" as parts>
<@layout.registrationLayout displayMessage=false; section>
  <#if section == "header">
    ${msg("latchkeyTitleOtherUser")}
  <#elseif section == "show-username">
    <@parts.usernameLabel/>
  <#elseif section == "form">
    <@parts.assets/>
    <div id="latchkey-other-user" class="latchkey">
      <p>${msg("latchkeyOtherUser")}</p>
      <p>${msg("latchkeyOtherUserAdvice")}</p>
      <@parts.actions>
        <a id="latchkey-sign-out" href="${url.loginRestartFlowUrl}"<#rt>
           <#lt> class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!}">
          ${msg("latchkeyOtherUserSignOut")}</a>
      </@parts.actions>
    </div>
  </#if>
</@layout.registrationLayout>
