import { notLoadedText } from "../../core/failure/loaded";
import { language, t } from "../../core/l10n/t";

/** What a page may have the editor do without its host, which may be gone: begin the window anew. */
export const RELOAD_COMMANDS = ["workbench.action.reloadWindow"];

/** What is read where a page's own files are gone. Every page has it in its HTML, hidden by its style sheet: the one place that is not read from a file. */
export const reloadWords = (): string =>
  `<p class="not-loaded">${notLoadedText()} <a href="command:${RELOAD_COMMANDS.join()}">${t("Reload Window")}</a></p>`;

/** A page of these words alone. */
export const reloadHtml = (): string => `<!DOCTYPE html>
<html lang="${language()}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';">
</head>
<body>
${reloadWords()}
</body>
</html>`;
