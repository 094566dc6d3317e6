export interface PageParts {
  title: string;
  cspSource: string;
  nonce: string;
  script: string;
  style: string;
  /** A script that the page loads as text and starts as a worker, which is the only way for a page of the editor; the page finds it as `data-highlighter`. */
  highlighter?: string;
}

/** The HTML of a panel's page: one style sheet, one script with a nonce, at most one worker, and nothing from anywhere else. */
export function pageHtml({ title, cspSource, nonce, script, style, highlighter }: PageParts): string {
  const worker = highlighter === undefined ? "" : ` connect-src ${cspSource}; worker-src blob:;`;
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}';${worker}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>${title}</title>
</head>
<body>
<script nonce="${nonce}" src="${script}"${highlighter === undefined ? "" : ` data-highlighter="${highlighter}"`}></script>
</body>
</html>`;
}
