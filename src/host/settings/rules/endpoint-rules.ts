import { t, tWord } from "../../../core/l10n/t";
import { defaultUrl, ENDPOINT_TYPE_NAMES, typeInfo } from "../../../core/model/endpoint-types";
import type { EndpointConfig } from "../../../core/model/endpoint";
import { httpAddress, proxyAddress } from "./address-rule";
import { breakerOptions, breakerRules } from "./breaker-rules";
import { headersRule } from "./header-rules";
import { BadValue, choice, KEYS_ELSEWHERE, list, number, object, oneOf, text, UNSHOWN, type Rule } from "./value-rules";

const noKey: Rule<never> = (_raw, path) => {
  throw new BadValue(path, KEYS_ELSEWHERE, UNSHOWN);
};

const endpointShape = object({
  id: text,
  type: choice(...ENDPOINT_TYPE_NAMES),
  url: httpAddress,
  model: text,
  tier: choice("local", "cloud"),
  apiKey: noKey,
  headers: headersRule(t("keys are stored with “LLM: Set API Key…”")),
  maxConcurrent: number({ min: 1, max: 1000, whole: true }),
  contextLength: number({ min: 256, max: 10_000_000, whole: true }),
  proxy: proxyAddress,
  ...breakerRules,
});

const endpoint: Rule<EndpointConfig> = (raw, path) => {
  const {
    id,
    type,
    url: given,
    model,
    tier,
    headers,
    maxConcurrent,
    contextLength,
    proxy,
    apiKey: _never,
    ...breaker
  } = endpointShape(raw, path);
  if (id === undefined) throw new BadValue(`${path}.id`, t("given (a short name such as “ollama”)"), id);
  if (type === undefined) throw new BadValue(`${path}.type`, oneOf(ENDPOINT_TYPE_NAMES), type);
  const url = given ?? defaultUrl(type);
  if (url === undefined)
    throw new BadValue(`${path}.url`, t("given for the type “{0}”", tWord(typeInfo(type).label)), url);
  const options = breakerOptions(breaker);
  return {
    id,
    type,
    url,
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
  const all = list(endpoint, t("a list of endpoints"))(raw, path);
  if (all.length === 0) throw new BadValue(path, t("a list of at least one endpoint"), raw);
  all.forEach(({ id }, index) => {
    if (all.findIndex((other) => other.id === id) !== index)
      throw new BadValue(`${path}[${index}].id`, t("different from the ids before it"), id);
  });
  return all;
};
