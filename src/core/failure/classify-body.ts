/** What the body of an error says, whichever of the known shapes it has (wire facts, section 2). */
export interface ErrorFacts {
  /** The provider's own words; "" where there are none. */
  message: string;
  type?: string;
  code?: string;
  /** A numeric `code` that is an HTTP status (OpenRouter, vLLM, llama.cpp, Gemini). */
  status?: number;
  details: unknown[];
  promptTokens?: number;
  contextLength?: number;
  /** Where to sign in (Ollama's cloud models). */
  signinUrl?: string;
  /** True when the body is JSON. */
  json: boolean;
  /** Everything above in lower case, to search in. */
  haystack: string;
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const count = (value: unknown): number | undefined => (typeof value === "number" && Number.isFinite(value) ? value : undefined);

export function readErrorText(body: string): ErrorFacts {
  const value = parse(body);
  return value === undefined ? facts({ message: body.trim() }, false) : readErrorValue(value);
}

/** An error that came as a parsed value: an object, flat or nested, an array of them (Gemini), or a plain string (Ollama). */
export function readErrorValue(value: unknown, depth = 0): ErrorFacts {
  if (Array.isArray(value)) return readErrorValue(value[0], depth);
  if (typeof value === "string") {
    // Ollama passes llama-server's error on as a string: JSON inside JSON.
    const inner = depth < 3 && value.trimStart().startsWith("{") ? parse(value) : undefined;
    return inner === undefined ? facts({ message: value }, true) : readErrorValue(inner, depth + 1);
  }
  if (!isFields(value)) return facts({}, true);
  if (value["error"] !== undefined && value["error"] !== null && depth < 4) {
    const inner = readErrorValue(value["error"], depth + 1);
    const signinUrl = text(value["signin_url"]);
    return signinUrl === undefined ? inner : { ...inner, signinUrl };
  }
  return facts(value, true);
}

function facts(fields: Fields, json: boolean): ErrorFacts {
  const details = fields["details"];
  const type = text(fields["type"]) ?? text(fields["status"]);
  const code = text(isFields(details) ? details["error_code"] : undefined) ?? text(fields["code"]);
  const status = count(fields["code"]) ?? count(fields["status"]) ?? (code !== undefined && /^\d{3}$/.test(code) ? Number(code) : undefined);
  const message = messageOf(fields);
  const detailsText = details === undefined && !isFields(fields["metadata"]) ? "" : JSON.stringify([details, fields["metadata"]]);
  const promptTokens = count(fields["n_prompt_tokens"]);
  const contextLength = count(fields["n_ctx"]);
  return {
    message,
    json,
    details: Array.isArray(details) ? details : [],
    ...(type !== undefined && { type }),
    ...(code !== undefined && { code }),
    ...(status !== undefined && status >= 400 && status < 600 && { status }),
    ...(promptTokens !== undefined && { promptTokens }),
    ...(contextLength !== undefined && { contextLength }),
    haystack: [message, type, code, detailsText].join(" ").toLowerCase(),
  };
}

function messageOf(fields: Fields): string {
  const own = text(fields["message"]) ?? text(fields["detail"]) ?? text(fields["error_description"]) ?? firstMessage(fields["detail"]) ?? "";
  // OpenRouter says "Provider returned error" and puts the provider's words here.
  const raw = isFields(fields["metadata"]) ? text(fields["metadata"]["raw"]) : undefined;
  return raw === undefined ? own : `${own}: ${readErrorText(raw).message}`;
}

/** FastAPI's list of what is wrong with a request. */
function firstMessage(detail: unknown): string | undefined {
  const [first] = Array.isArray(detail) ? detail : [];
  return isFields(first) ? text(first["msg"]) : undefined;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
