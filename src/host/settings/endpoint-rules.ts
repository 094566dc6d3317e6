import type { EndpointConfig } from "../../core/service/types";
import { breakerOptions, breakerRules } from "./breaker-rules";
import { BadValue, choice, list, number, object, text, textMap, type Rule } from "./rules";

const httpAddress: Rule<string> = (raw, path) => {
  const expected = "an address that starts with http:// or https://";
  const url = parseUrl(text(raw, path));
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) throw new BadValue(path, expected, raw);
  if (url.username || url.password) throw new BadValue(path, "an address without user name and password (keys are stored with “LLM: Set API Key…”)", "…");
  return text(raw, path);
};

/** `URL.parse` came with Node 22.1; the oldest supported editor has Node 20. */
function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

/** Keys in settings would end up in dotfile repositories and settings sync; SecretStorage is the only place for them. */
const headers: Rule<Record<string, string>> = (raw, path) => {
  const map = textMap(raw, path);
  const secret = Object.keys(map).find((name) => /^(authorization|proxy-authorization|x-api-key|api-key|cookie)$/i.test(name));
  if (secret) throw new BadValue(`${path}.${secret}`, "left out: keys are stored with “LLM: Set API Key…”", "…");
  return map;
};

const noKey: Rule<never> = (_raw, path) => {
  throw new BadValue(path, "left out: keys are stored with “LLM: Set API Key…”", "…");
};

const endpointShape = object({
  id: text,
  type: choice("ollama", "openai", "vscode-lm"),
  url: httpAddress,
  model: text,
  tier: choice("local", "cloud"),
  apiKey: noKey,
  headers,
  maxConcurrent: number({ min: 1, max: 1000, whole: true }),
  contextLength: number({ min: 256, max: 10_000_000, whole: true }),
  proxy: httpAddress,
  ...breakerRules,
});

const endpoint: Rule<EndpointConfig> = (raw, path) => {
  const { id, type, url, model, tier, headers, maxConcurrent, contextLength, proxy, apiKey: _never, ...breaker } = endpointShape(raw, path);
  if (id === undefined) throw new BadValue(`${path}.id`, "given (a short name such as “ollama”)", id);
  if (type === undefined) throw new BadValue(`${path}.type`, 'one of "ollama", "openai", "vscode-lm"', type);
  if (type === "openai" && url === undefined) throw new BadValue(`${path}.url`, "given for an OpenAI-compatible endpoint", url);
  const options = breakerOptions(breaker);
  return {
    id,
    type,
    url: url ?? (type === "ollama" ? "http://localhost:11434" : "vscode-lm:editor"),
    ...(model !== undefined && { model }),
    ...(tier !== undefined && { tier }),
    ...(headers !== undefined && { headers }),
    ...(maxConcurrent !== undefined && { maxConcurrent }),
    ...(contextLength !== undefined && { contextLength }),
    ...(proxy !== undefined && { proxy }),
    ...(Object.keys(options).length > 0 && { breaker: options }),
  };
};

/** `llmBreaker.endpoints`: at least one endpoint, each with an id of its own. */
export const endpoints: Rule<EndpointConfig[]> = (raw, path) => {
  const all = list(endpoint, "a list of endpoints")(raw, path);
  if (all.length === 0) throw new BadValue(path, "a list of at least one endpoint", raw);
  all.forEach(({ id }, index) => {
    if (all.findIndex((other) => other.id === id) !== index) throw new BadValue(`${path}[${index}].id`, "different from the ids before it", id);
  });
  return all;
};
