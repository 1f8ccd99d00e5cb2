<#import "template.ftl" as layout>
<#import "latchkey-parts.ftl" as parts>
<#assign phoneError = messagesPerField.existsError("phone")>
<@layout.registrationLayout displayMessage=!phoneError; section>
  <#if section == "header">
    ${msg("requiredAction.latchkey-verify-phone")}
  <#elseif section == "show-username">
    <@parts.usernameLabel/>
  <#elseif section == "form">
    <@parts.assets/>
    <div id="latchkey-phone" class="latchkey">
      <form id="latchkey-phone-form" class="${properties.kcFormClass!}"
            action="${url.loginAction}" method="post" novalidate>
        <@parts.field id="phone" label=msg("latchkeyPhoneLabel"); part>
          <#if part == "input">
            <input id="phone" name="phone" type="tel" value="${(latchkey.typed)!}" dir="ltr" autofocus required maxlength="40"
                   <#if !parts.framed()>class="${properties.kcInputClass!}"</#if> autocomplete="tel"
                   <#if phoneError>aria-invalid="true"</#if>
                   aria-describedby="<#if phoneError>input-error-phone </#if>latchkey-phone-hint">
          <#else>
            <div id="latchkey-phone-hint"
                 class="${properties.kcFormHelperTextClass!properties.kcInputHelperTextAfterClass!} latchkey-hint">
              <#-- In the characters that keep a number's order in scripts that are written from right to left. -->
              ${msg("latchkeyPhoneHint", "\x2066+49 151 23456789\x2069")}
            </div>
          </#if>
        </@parts.field>
        <@parts.actions>
          <@parts.primaryButton id="latchkey-phone-send">${msg("latchkeySend")}</@parts.primaryButton>
        </@parts.actions>
        <#if (latchkey.maySend)!false>
          <@parts.quietButton id="latchkey-phone-own" name="own" value="true">
            ${msg("latchkeySentTextOffer")}
          </@parts.quietButton>
        </#if>
        <#if isAppInitiatedAction??>
          <@parts.quietButton id="latchkey-phone-cancel" name="cancel-aia" value="true">
            ${msg("doCancel")}
          </@parts.quietButton>
        </#if>
      </form>
    </div>
  </#if>
</@layout.registrationLayout>
