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
          <div class="${properties.kcFormGroupLabelClass!} ${properties.kcLabelWrapperClass!}">
            <label for="secret_code" class="${properties.kcLabelClass!}"><#rt>
              <#lt><span class="${properties.kcFormLabelTextClass!}">${msg("latchkeySecretCodeLabel")}</span></label>
          </div>
          <div class="${properties.kcInputWrapperClass!}">
            <span<#if parts.framed()> class="${properties.kcInputClass!}"</#if>>
              <input id="secret_code" name="secret_code" type="password" value="" dir="ltr" autofocus required
                     <#if !parts.framed()>class="${properties.kcInputClass!}"</#if>
                     autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="48"
                     aria-describedby="latchkey-secret-code-hint">
            </span>
          </div>
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
