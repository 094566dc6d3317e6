/**
 * The address below which the routes are: what a person wrote, without a trailing slash or a route at its end. An address without any path
 * gets `/v1`, where every such server has its API.
 */
export function openAiBase(url: string): string {
  const base = url
    .trim()
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .replace(/\/(?:chat\/completions|completions|models)$/, "")
    .replace(/\/+$/, "");
  return /^[a-z][a-z\d+.-]*:\/\/[^/]+$/i.test(base) ? `${base}/v1` : base;
}

/** The server's health route, which is beside the API, not below it (llama.cpp, vLLM). */
export const healthUrl = (base: string): string => `${base.replace(/\/v\d+[a-z]*$/, "")}/health`;
