import { language, translations } from "../../core/l10n/t";
import { reloadWords } from "./reload-page";

export interface PageParts {
  title: string;
  cspSource: string;
  nonce: string;
  script: string;
  style: string;
  /**
   * Addresses, by name, of what the page loads itself when it is first needed: scripts that it starts as threads from their text, modules, and
   * style sheets with their fonts. The page finds each as `data-NAME` beside its script.
   */
  later?: Record<string, string>;
}

/** The HTML of a panel's page: one style sheet, one script with a nonce, what it loads later from the same place, and nothing from anywhere else. */
export function pageHtml({ title, cspSource, nonce, script, style, later }: PageParts): string {
  // Pictures are those that the page has drawn itself: an address in one of them would not be followed.
  const whatIsLater = later ? ` connect-src ${cspSource}; worker-src blob:; font-src ${cspSource}; img-src data:;` : "";
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}';${whatIsLater}`;
  const addresses = Object.entries(later ?? {}).map(([name, address]) => ` data-${name}="${address}"`);
  return `<!DOCTYPE html>
<html lang="${language()}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>${title}</title>
</head>
<body>
${reloadWords()}
${texts()}<script nonce="${nonce}" src="${script}"${addresses.join("")}></script>
</body>
</html>`;
}

/** What the page's own texts are in the language that is spoken; it reads them before it evaluates anything else. Data, which no policy has to allow. */
function texts(): string {
  const json = JSON.stringify(translations());
  // Nothing in it ends the element or begins a comment.
  return json === "{}" ? "" : `<script type="application/json" id="l10n">${json.replaceAll("<", "\\u003c")}</script>\n`;
}
