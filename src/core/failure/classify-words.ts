import { saysInChinese } from "./chinese-words";
import { tokenNumber } from "../foreign/token-number";
import type { Need } from "../model/needs";
import type { ErrorFacts } from "./classify-body";

/*
 * What providers' errors are recognised by, beside the status. All patterns are matched against lower-case text of bounded length, and none
 * repeats without a bound: an error's text may be made to be slow to look through.
 */

/** Money or a quota that does not come back in seconds (docs/servers.md). */
const quota = [
  /insufficient_quota|credit_balance_exhausted|(?:spend|usage)_limit_exceeded|enforced_spend_limit|spend limit|api usage limits|exceeded_current_quota/,
  /billing_error|billing_hard_limit|billing_not_active|billing_disabled|budget_?exceeded|budget has been exceeded/,
  /insufficient[ _-](?:account[ _-]|user[ _-])?(?:credit|balance|fund|quota)|not enough (?:credit|balance|fund|quota)/,
  /(?:credits?|balance|funds|quota) (?:(?:is|are|has been|have been) )?(?:too low|insufficient|not enough|exhausted|depleted|used up)/,
  /out of (?:credit|fund)|no (?:more |remaining )?(?:credit|fund)|payment[ _]required|arrearage|account is in good standing/,
  /exceeded your current quota, please check your plan|perday|(?:tokens|requests) per day|daily (?:request |token )?(?:limit|quota)|\((?:tpd|rpd)\)/,
];

/** A limit on the rate may mention these too, as a way to raise it. */
const billing =
  /(?:enable|requires?|set up|check your|update your) billing|billing (?:to be enabled|account|details|issue|problem)|payment method|subscription (?:has )?expired/;

/** Where one is, which is not where the server may be used from. */
const place =
  /unsupported_country|unsupported (?:countr|region|location|territor)|geo-?(?:block|restrict|fenc)|not (?:available|supported|allowed|permitted|offered|accessible|served) (?:in|from|for) (?:(?:your|this|the|that) )?(?:current )?(?:country|region|location|territory|jurisdiction)/;
const PLACES = ["country", "territory", "user location", "your location", "your region"];
const NOT_SERVED = ["not supported", "not allowed", "not available", "not permitted"];

/** How nginx, Go and Apache greet whoever speaks without TLS on a port for it. */
const wantsTls = /plain http (?:request was sent to https port|to an ssl-enabled)|http request to an https server/;

const contextLength =
  /context_length_exceeded|exceed context limit|exceed_context_size|context_window|contextwindowexceeded|context (length|size|window)|maximum context|prompt is (?:too long|longer than)|input is too long|too many tokens|reduce the length|string_above_max_length|request_too_large|request too large for model|longer than the model's|超(?:过|出).{0,8}(?:最大|长度)/;

const contentFilter =
  /content_filter|content[_ ]policy|content management policy|responsibleai|moderation|flagged|guardrail|safety (system|settings|policy)|data_inspection_failed|prohibited_content/;

/** `no_db_connection` is what LiteLLM without a database says of every key but its own. */
const apiKey =
  /no_db_connection|api_key_invalid|api key not valid|invalid[_ ]api[_ ]key|incorrect api key|no auth credentials|invalid authentication|missing api key|unauthorized|authentication[_ ](?:error|failed)|(?:token|credential)s? (?:is )?(?:invalid|expired)|(?:invalid|expired) (?:access[ _]?)?(?:token|credential)/;

const modelMissing =
  /model_not_found|model_not_loaded|deployment_?not_?found|deployment for this resource does not exist|no models? (is |are )?(currently )?loaded|model is unloaded|is not a valid model|no endpoints found|(unknown|invalid|no such) model|model_decommissioned/;

/** What is said of a model, with its name between: "model 'x' not found", "models/x is not found for API version v1beta". */
const missing = [
  "not found",
  "not exist",
  "no longer available",
  "is not available",
  "not supported for generatecontent",
  "has been deprecated",
  "decommissioned",
];

/** Longer than any model's name and the words around it. */
const LONGEST_NAME = 160;

/** True where one of `ends` follows on `beginning` within the length of a name. */
function saysOf(text: string, beginning: string, ends: readonly string[]): boolean {
  return ends.some((end) => {
    for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + end.length))
      if (text.slice(Math.max(0, at - LONGEST_NAME), at).includes(beginning)) return true;
    return false;
  });
}

/** Ollama's ways to say that a model cannot be loaded (docs/servers.md). */
const loadFailed =
  /out[ -]of[ -]memory|cudamalloc|process has terminated|requires more system memory|may be incompatible with your version|timed out waiting for llama|error loading model|unable to load model|failed to load model|insufficient memory/;

const loading =
  /loading model|model is (?:still |currently |being )?load(?:ing|ed)|currently loading|not (?:yet )?ready|starting up|warming up/;

/** The request itself is at fault although the status says 500: llama.cpp's parser, Ollama's option types. */
const requestFault =
  /parse_error|json\.exception|failed to parse|must be of type|invalid character|invalid_request_error|does not support/;

/** A parameter or feature that this server or model does not have. */
const unsupported =
  /unsupported[_ ](parameter|value)|(unknown|unrecognized|unexpected) (parameter|argument|request argument|field|keyword)|extra (inputs|fields) (are )?not permitted|not supported (with|by|for|on) (this|the)|does not support|do not support/;

/** Words for tools and for pictures, near which something is refused. */
const NEED_NAMES: Record<Need, readonly string[]> = {
  tools: ["tool", "function"],
  images: ["image", "vision", "multimodal", "multi-modal", "visual"],
};
const REFUSES = ["not support ", "n't support ", "not accept ", "not handle ", "not have support for "];
const IS_REFUSED = ["not supported", "unsupported", "not available", "not enabled"];
/** What some servers say of their own settings, or in words of their own. */
const LACKING: Record<Need, readonly string[]> = {
  tools: ["no endpoints found that support tool", "requires --enable-auto-tool-choice", "tools param requires --jinja"],
  images: [
    "no endpoints found that support image",
    "not multimodal",
    "not a multimodal",
    "provide the mmproj",
    "unknown variant `image_url`",
    "content' : value must be a string",
    "content must be a string",
  ],
};
/** How far from the refusal the thing refused may be named. */
const NEAR = 24;

function lacking({ haystack }: ErrorFacts): Need | undefined {
  return (["tools", "images"] as const).find(
    (need) =>
      LACKING[need].some((words) => haystack.includes(words)) ||
      isNear(haystack, REFUSES, NEED_NAMES[need], (_at, end) => haystack.slice(end, end + NEAR)) ||
      isNear(haystack, IS_REFUSED, NEED_NAMES[need], (at) => haystack.slice(Math.max(0, at - NEAR), at)),
  );
}

/** Whether a name stands near one of some words. @param near what is near words that begin and end there */
function isNear(
  text: string,
  words: readonly string[],
  names: readonly string[],
  near: (at: number, end: number) => string,
): boolean {
  return words.some((word) => {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      const around = near(at, at + word.length);
      if (names.some((name) => around.includes(name))) return true;
    }
    return false;
  });
}

const overloaded =
  /overloaded|slow_down|server busy|capacity_exceeded|maximum pending requests|unavailable_error|service_unavailable|unavailable"?$|(?:too|is|currently) busy/;

const rateLimited = /rate[_ ]limit|resource_exhausted|too many requests|throttl|qps (?:request )?limit/;

/** LM Studio answers a wrong path with 200 and these words. */
const wrongPath = /unexpected endpoint or method|unknown request url|invalid url/;

const test =
  (pattern: RegExp, inChinese?: Parameters<typeof saysInChinese>[1]) =>
  ({ haystack }: ErrorFacts): boolean =>
    pattern.test(haystack) || (inChinese !== undefined && saysInChinese(haystack, inChinese));

const speaksOfRate = (haystack: string): boolean =>
  rateLimited.test(haystack) || saysInChinese(haystack, "rateLimited");

/** Gemini says "check your plan and billing" of a limit by the minute too; only the name of the quota tells. */
function speaksOfQuota({ haystack }: ErrorFacts): boolean {
  if (haystack.includes("resource_exhausted")) return haystack.includes("perday");
  if (saysInChinese(haystack, "quota") || quota.some((words) => words.test(haystack))) return true;
  return billing.test(haystack) && !speaksOfRate(haystack);
}

export const speaksOf = {
  quota: speaksOfQuota,
  place: ({ haystack }: ErrorFacts): boolean =>
    place.test(haystack) || PLACES.some((word) => saysOf(haystack, word, NOT_SERVED)),
  wantsTls: test(wantsTls),
  contextLength: (facts: ErrorFacts): boolean =>
    contextLength.test(facts.haystack) ||
    saysInChinese(facts.haystack, "contextLength") ||
    saysOf(facts.haystack, "input token count", ["exceeds"]),
  contentFilter: test(contentFilter, "contentFilter"),
  apiKey: test(apiKey, "apiKey"),
  // Anthropic says no more than "model: claude-x", and the error's type behind it.
  modelMissing: (facts: ErrorFacts): boolean =>
    modelMissing.test(facts.haystack) ||
    saysInChinese(facts.haystack, "modelMissing") ||
    saysOf(facts.haystack, "model", missing) ||
    saysOf(facts.haystack, "model: ", ["not_found_error"]),
  loadFailed: test(loadFailed),
  loading: test(loading),
  wrongPath: test(wrongPath),
  requestFault: test(requestFault),
  unsupported: test(unsupported),
  lacking,
  overloaded: test(overloaded, "overloaded"),
  rateLimited: ({ haystack }: ErrorFacts): boolean => speaksOfRate(haystack),
};

/** How servers say how many tokens a request has, the surest first. */
const promptSizes = [
  /request \((\d[\d,_]{0,15}) tokens/,
  /(?:resulted in|requested(?: about)?|prompt is too long:) (\d[\d,_]{0,15}) ?tokens/,
  /requested (\d[\d,_]{0,15})/,
];
/** And how many the model takes. */
const contextSizes = [
  /context (?:size|length|window)(?: is| of|:)? \(?(\d[\d,_]{0,15}) ?tokens?/,
  /maximum context length (?:is|of) (\d[\d,_]{0,15})/,
  /(?:> |limit(?: of)?:? |exceeds the limit of |maximum of )(\d[\d,_]{0,15})/,
];

/** Tokens asked for and tokens there are, from the error's fields or its sentence ("request (9412 tokens) exceeds … (8192 tokens)"). */
export function tokenCounts(facts: ErrorFacts): { promptTokens?: number; contextLength?: number } {
  const take = (patterns: readonly RegExp[]): number | undefined => {
    for (const pattern of patterns) {
      const digits = pattern.exec(facts.haystack)?.[1];
      if (digits !== undefined) return tokenNumber(Number(digits.replace(/[,_]/g, "")));
    }
    return undefined;
  };
  const promptTokens = facts.promptTokens ?? take(promptSizes);
  const contextLength = facts.contextLength ?? take(contextSizes);
  return { ...(promptTokens !== undefined && { promptTokens }), ...(contextLength !== undefined && { contextLength }) };
}
