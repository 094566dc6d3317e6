import type { ErrorFacts } from "./classify-body";

/*
 * What providers' errors are recognised by, beside the status. All patterns are matched against lower-case text.
 */

/** Money or a quota that does not come back in seconds (wire facts, 2.1). */
const quota =
  /insufficient_quota|credit_balance_exhausted|(spend|usage)_limit_exceeded|enforced_spend_limit|billing_error|billing_hard_limit|budget_?exceeded|budget has been exceeded|insufficient (credits|balance|funds)|credit balance is too low|exceeded your current quota, please check your plan|spend limit|perday|tokens per day|requests per day|\((tpd|rpd)\)/;

const contextLength =
  /context_length_exceeded|exceed_context_size|context_window|contextwindowexceeded|context (length|size|window)|maximum context|prompt is too long|prompt is longer than|input is too long|too many tokens|reduce the length|string_above_max_length|request_too_large|request too large for model|longer than the model's|input token count.*exceeds/;

const contentFilter = /content_filter|content_policy|content policy|content management policy|responsibleai|moderation|flagged|guardrail|safety (system|settings|policy)|data_inspection_failed|prohibited_content/;

const apiKey = /invalid_api_key|api_key_invalid|api key not valid|invalid api key|incorrect api key|authentication_error|no auth credentials|invalid authentication|missing api key|unauthorized/;

const modelMissing =
  /model_not_found|model_not_loaded|no models? (is |are )?(currently )?loaded|model is unloaded|is not a valid model|no endpoints found|(model|models\/\S*)['"`]?.{0,120}(not found|does not exist|not exist|no longer available|is not available|not supported for generatecontent|has been deprecated|decommissioned)|(unknown|invalid|no such) model|model_decommissioned/;

/** Ollama's ways to say that a model cannot be loaded (wire facts, 1.6). */
const loadFailed =
  /out[ -]of[ -]memory|cudamalloc|process has terminated|requires more system memory|may be incompatible with your version|timed out waiting for llama|error loading model|unable to load model|failed to load model|insufficient memory/;

const loading = /loading model|model is (still |currently )?loading|currently loading/;

/** The request itself is at fault although the status says 500: llama.cpp's parser, Ollama's option types. */
const requestFault = /parse_error|json\.exception|failed to parse|option "?[^"]*"? must be of type|invalid character|invalid_request_error|does not support/;

/** A parameter or feature that this server or model does not have. */
const unsupported = /unsupported_(parameter|value)|unsupported (parameter|value)|(unknown|unrecognized|unexpected) (parameter|argument|request argument|field|keyword)|extra (inputs|fields) (are )?not permitted|not supported (with|by|for|on) (this|the)|does not support|do not support/;

const overloaded = /overloaded|slow_down|server is busy|server busy|capacity_exceeded|maximum pending requests|unavailable_error|service_unavailable|"?unavailable"?$/;

const rateLimited = /rate_limit|rate limit|resource_exhausted|too many requests|throttl/;

/** LM Studio answers a wrong path with 200 and these words. */
const wrongPath = /unexpected endpoint or method|unknown request url|invalid url/;

const test = (pattern: RegExp) => (facts: ErrorFacts) => pattern.test(facts.haystack);

/** Gemini says "check your plan and billing" of a limit by the minute too; only the name of the quota tells. */
function speaksOfQuota(facts: ErrorFacts): boolean {
  return facts.haystack.includes("resource_exhausted") ? facts.haystack.includes("perday") : quota.test(facts.haystack);
}

export const speaksOf = {
  quota: speaksOfQuota,
  contextLength: test(contextLength),
  contentFilter: test(contentFilter),
  apiKey: test(apiKey),
  modelMissing: test(modelMissing),
  loadFailed: test(loadFailed),
  loading: test(loading),
  wrongPath: test(wrongPath),
  requestFault: test(requestFault),
  unsupported: test(unsupported),
  overloaded: test(overloaded),
  rateLimited: test(rateLimited),
};

/** Tokens asked for and tokens there are, from the error's fields or its sentence ("request (9412 tokens) exceeds … (8192 tokens)"). */
export function tokenCounts(facts: ErrorFacts): { promptTokens?: number; contextLength?: number } {
  const take = (pattern: RegExp): number | undefined => {
    const digits = pattern.exec(facts.haystack)?.[1];
    return digits === undefined ? undefined : Number(digits.replace(/[,_]/g, ""));
  };
  const number = "(\\d[\\d,_]*)";
  const promptTokens =
    facts.promptTokens ??
    take(new RegExp(`request \\(${number} tokens`)) ??
    take(new RegExp(`(?:resulted in|requested(?: about)?|prompt is too long:|you requested) ${number} ?tokens`)) ??
    take(new RegExp(`requested ${number}`));
  const contextLength =
    facts.contextLength ??
    take(new RegExp(`context (?:size|length|window)(?: is| of|:)? \\(?${number} ?tokens?`)) ??
    take(new RegExp(`maximum context length (?:is|of) ${number}`)) ??
    take(new RegExp(`(?:> |limit(?: of)?:? |exceeds the limit of |maximum of )${number}`));
  return { ...(promptTokens !== undefined && { promptTokens }), ...(contextLength !== undefined && { contextLength }) };
}
