/**
 * One spelling for one endpoint: scheme and host in lower case, no default port, no closing slash, no `/v1` at the end (Ollama and others
 * answer on the root as well as on `/v1`). An address without a scheme is taken for http. What is no URL stays as it is.
 */
export function normalizeEndpointUrl(address: string): string {
  const text = address.trim();
  const url = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url === undefined) return text;
  const path = url.pathname.replace(/\/+$/, "").replace(/\/v1$/, "").replace(/\/+$/, "");
  return `${url.protocol}//${url.host}${path}${url.search}`;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
