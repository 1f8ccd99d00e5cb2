<#import "template.ftl" as layout>
<#import "latchkey-parts.ftl" as parts>
<@layout.registrationLayout displayMessage=true; section>
  <#if section == "header">
    ${msg("latchkeyTitleSecretCode")}
  <#elseif section == "form">
    <@parts.assets/>
    <div id="latchkey-secret-code" class="latchkey">
      <p id="latchkey-secret-code-hint">${msg("latchkeySecretCodeIntro")}</p>
      <form id="latchkey-secret-code-form" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <div class="${properties.kcFormGroupClass!}">
          <label for="secret_code" class="${properties.kcLabelClass!}">${msg("latchkeySecretCodeLabel")}</label>
          <span class="${properties.kcFormControlUtilClass!properties.kcInputClass!}">
            <input id="secret_code" name="secret_code" type="password" class="${properties.kcInputClass!}" required
                   autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="48"
                   aria-describedby="latchkey-secret-code-hint"/>
          </span>
        </div>
        <@parts.actions>
          <@parts.primaryButton id="latchkey-secret-code-submit" name="sign-in" value="yes">
            ${msg("latchkeySignIn")}
          </@parts.primaryButton>
        </@parts.actions>
      </form>
    </div>
  </#if>
</@layout.registrationLayout>
