<#import "template.ftl" as layout>
<#import "latchkey-parts.ftl" as parts>
<@layout.registrationLayout displayMessage=false; section>
  <#if section == "header">
    ${msg("latchkeyTitleTrust")}
  <#elseif section == "show-username">
    <@parts.usernameLabel/>
  <#elseif section == "form">
    <@parts.assets/>
    <div id="latchkey-trust-device" class="latchkey">
      <p>${msg("latchkeyTrustIntro", latchkey.days)}</p>
      <p>${msg("latchkeyTrustAdvice")}</p>
      <form id="latchkey-trust-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <@parts.actions>
          <@parts.primaryButton id="latchkey-trust-yes" name="trust" value="yes">
            ${msg("latchkeyTrustYes")}
          </@parts.primaryButton>
          <@parts.quietButton id="latchkey-trust-no" name="trust" value="no">
            ${msg("latchkeyTrustNo")}
          </@parts.quietButton>
        </@parts.actions>
      </form>
    </div>
  </#if>
</@layout.registrationLayout>
