<#-- Read by administrators, outside of a sign-in: a page of its own, without the realm's layout. -->
<!DOCTYPE html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${msg("latchkeyRiskTitle", days)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 56rem; padding: 0 1rem; color: #1f2328; background: #ffffff; }
h1 { font-size: 1.4rem; }
table { border-collapse: collapse; margin: 1.5rem 0; width: 100%; }
th, td { border-bottom: 1px solid #d0d7de; padding: .4rem .6rem; text-align: start; overflow-wrap: anywhere; }
td.n, th.n { text-align: end; font-variant-numeric: tabular-nums; }
tr.now { font-weight: 600; background: #eef4fb; }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #16191d; }
  th, td { border-bottom-color: #3d444d; }
  tr.now { background: #1c2b3f; }
}
</style>
</head>
<body>
<h1>${realm} – ${msg("latchkeyRiskTitle", days)}</h1>
<table id="levels">
<thead><tr><th scope="col">${msg("latchkeyRiskLevel")}</th><th scope="col" class="n">${msg("latchkeyRiskEvaluated")}</th>
<th scope="col" class="n">${msg("latchkeyRiskSignedIn")}</th><th scope="col" class="n">${msg("latchkeyRiskFactorPassed")}</th></tr></thead>
<tbody>
<#list report.levels() as level>
<tr><th scope="row">${level.level()}</th><td class="n">${level.evaluated()}</td><td class="n">${level.signedIn()}</td><td class="n">${level.factorPassed()}</td></tr>
</#list>
</tbody>
</table>
<table id="thresholds">
<thead><tr><th scope="col">${msg("latchkeyRiskThreshold")}</th><th scope="col" class="n">${msg("latchkeyRiskAsked")}</th>
<th scope="col" class="n">${msg("latchkeyRiskSignedIn")}</th><th scope="col" class="n">${msg("latchkeyRiskFactorPassed")}</th></tr></thead>
<tbody>
<#list report.thresholds() as threshold>
<tr<#if threshold.from() == report.medium()> class="now"</#if>><th scope="row">${threshold.from()}</th><td class="n">${threshold.asked()}</td><td class="n">${threshold.signedIn()}</td><td class="n">${threshold.factorPassed()}</td></tr>
</#list>
</tbody>
</table>
<table id="clients">
<thead><tr><th scope="col">${msg("latchkeyRiskClient")}</th><#list report.levels() as level><th scope="col" class="n">${level.level()}</th></#list></tr></thead>
<tbody>
<#list report.clients() as client>
<tr><th scope="row"><#if client.client()?has_content>${client.client()}<#else>${msg("latchkeyRiskOthers")}</#if></th><#list client.levels() as level><td class="n">${level.evaluated()}</td></#list></tr>
</#list>
</tbody>
</table>
</body>
</html>
