<#import "template.ftl" as layout>
<#import "latchkey-parts.ftl" as parts>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError("password-new", "password-confirm"); section>
  <#if section == "header">
    ${msg("latchkeyTitleNewPassword")}
  <#elseif section == "show-username">
    <@parts.usernameLabel/>
  <#elseif section == "form">
    <@parts.assets/>
    <div id="latchkey-new-password" class="latchkey">
      <p>${msg("latchkeyNewPasswordIntro")}</p>
      <form id="latchkey-new-password-form" class="${properties.kcFormClass!}"
            action="${url.loginAction}" method="post" novalidate>
        <#if latchkey.typed??>
          <#-- Tells a password manager whose password it is: in the words of the one who asked, and not by the account. -->
          <input type="text" id="latchkey-username" name="username" value="${latchkey.typed}" autocomplete="username"
                 readonly hidden>
        </#if>
        <@parts.password id="password-new" label=msg("passwordNew") autofocus=true/>
        <@parts.password id="password-confirm" label=msg("passwordConfirm")/>
        <@parts.actions>
          <@parts.primaryButton id="latchkey-new-password-save">${msg("latchkeyNewPasswordSave")}</@parts.primaryButton>
        </@parts.actions>
      </form>
    </div>
    <#if !parts.framed()>
      <#-- keycloak.v2 loads it on every page. -->
      <script type="module" src="${url.resourcesPath}/js/passwordVisibility.js"></script>
    </#if>
  </#if>
</@layout.registrationLayout>
