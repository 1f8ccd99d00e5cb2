<#-- What the mails of Latchkey share: the page around them, and the part that says what it was, and from where. -->

<#-- The realm's colour, where it has one; texts on it are black or white, whichever is easier to read. -->
<#assign color = latchkeyBrand.color!"#0066cc">
<#assign onColor = latchkeyBrand.onColor!"#ffffff">
<#assign darkColor = latchkeyBrand.darkColor!"#1fa7f8">
<#assign onDarkColor = latchkeyBrand.onDarkColor!"#151515">

<#macro row label value>
  <tr>
    <td class="soft" style="padding: ${ltr?then("3px 16px 3px 0", "3px 0 3px 16px")}; vertical-align: top; color: #595959; white-space: nowrap;">${label}</td>
    <td style="padding: 3px 0; vertical-align: top; overflow-wrap: anywhere; word-break: break-word;"><bdi>${value}</bdi></td>
  </tr>
</#macro>

<#macro heading>
  <h2 class="rule" style="margin: 0 0 8px; padding-top: 24px; border-top: 1px solid #d2d2d2; font-size: 16px; line-height: 1.5; font-weight: 600;"><#nested></h2>
</#macro>

<#macro request>
  <@heading>${msg("latchkeyMailDetails")}</@heading>
  <table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin: 0 0 24px; font-size: 14px; line-height: 1.5;">
    <#if latchkeyMail.client??>
      <@row label=msg("latchkeyMailClient") value=latchkeyMail.client/>
    </#if>
    <#if latchkeyMail.device??>
      <@row label=msg("latchkeyMailDevice") value=latchkeyMail.device/>
    </#if>
    <@row label=msg("latchkeyMailIp") value=latchkeyMail.ip/>
    <#if latchkeyMail.place??>
      <@row label=msg("latchkeyMailPlace") value=latchkeyMail.place/>
    </#if>
    <@row label=msg("latchkeyMailTime") value=latchkeyMail.time/>
  </table>
</#macro>

<#-- preview: what a mailbox shows beside the subject -->
<#macro page preview>
<!DOCTYPE html>
<html lang="${locale.toLanguageTag()}" dir="${ltr?then("ltr", "rtl")}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="supported-color-schemes" content="light dark">
  <#-- Keeps mail programs from turning the code or the address into a phone number or a map link. -->
  <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
  <#-- Keycloak hands the subject over since 26.7. -->
  <title>${subject!realmName}</title>
  <#-- The looks are in the attributes, because some mail programs drop this; here is only what needs a media query. -->
  <style>
    :root { color-scheme: light dark; supported-color-schemes: light dark; }
    @media (max-width: 480px) {
      .page { padding: 0 !important; }
      .card { border-radius: 0 !important; border-width: 0 !important; }
      .brand { border-top-width: 4px !important; }
      .inner { padding: 24px 20px !important; }
      .button a { display: block !important; }
      .button { width: 100% !important; }
    }
    @media (prefers-color-scheme: dark) {
      body, .page { background-color: #151515 !important; color: #f0f0f0 !important; }
      .card { background-color: #212427 !important; border-color: #3c3f42 !important; color: #f0f0f0 !important; }
      .code { background-color: #151515 !important; border-color: #6a6e73 !important; color: #ffffff !important; }
      .rule { border-color: #3c3f42 !important; }
      .soft { color: #c7c7c7 !important; }
      .button, .button a { background-color: ${darkColor} !important; color: ${onDarkColor} !important; }
      .brand { border-top-color: ${darkColor} !important; }
      .logo { background-color: #ffffff !important; padding: 8px !important; border-radius: 6px !important; }
    }
  </style>
</head>
<body style="margin: 0; padding: 0; background-color: #f0f0f0; color: #151515; font-family: -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; font-size: 16px; line-height: 1.5;">
  <div style="display: none; max-height: 0; overflow: hidden;">${preview}<#list 1..80 as i>&#847;&zwnj;&nbsp;</#list></div>
  <table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color: #f0f0f0; padding: 32px 16px;">
    <tr>
      <td align="center">
        <table role="presentation" class="card${latchkeyBrand.color???then(" brand", "")}" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width: 520px; background-color: #ffffff; color: #151515; border: 1px solid #d2d2d2;<#if latchkeyBrand.color??> border-top: 4px solid ${color};</#if> border-radius: 8px; border-collapse: separate; text-align: start;">
          <tr>
            <td class="inner" style="padding: 32px;">
              <#-- The name stands below, also where a mail program shows no images. -->
              <#if latchkeyBrand.logo??>
              <img class="logo" src="${latchkeyBrand.logo}" alt="" height="48" style="display: block; margin: 0 0 16px; border: 0; width: auto; height: auto; max-width: 100%; max-height: 48px; box-sizing: border-box;">
              </#if>
              <h1 style="margin: 0; font-size: 20px; line-height: 1.3; font-weight: 600;">${realmName}</h1>
              <#nested>
            </td>
          </tr>
        </table>
      </td>
    </tr>
  </table>
</body>
</html>
</#macro>
