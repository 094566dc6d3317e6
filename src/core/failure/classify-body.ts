import { beginning, firstWords } from "../foreign/first-words";
import { isFields, jsonText, parseJson, unlisted, type Fields } from "../foreign/json";
import { tokenNumber } from "../foreign/token-number";
import { MAX_NAME_CHARS, MAX_WORDS_CHARS } from "../model/limits";
import { saysNothing } from "./in-band-error";

/** What the body of an error says, whichever of the known shapes it has (docs/servers.md). */
export interface ErrorFacts {
  /** The provider's own words, cut to what patterns may see; "" where there are none. */
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
  /** The words above in lower case, to search in: never longer than what patterns may see. */
  haystack: string;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? firstWords(value) : undefined;
const status = (value: unknown): number | undefined =>
  Number.isInteger(value) && (value as number) >= 400 && (value as number) < 600 ? (value as number) : undefined;

/** The message's share of what patterns see; the rest is for names and details. */
const MAX_MESSAGE_CHARS = MAX_WORDS_CHARS / 2;

/** How many texts with JSON inside JSON are opened, and how many `error` inside `error`. */
const MOST_WRAPPERS = 4;

export function readErrorText(body: string): ErrorFacts {
  return readText(body, 0);
}

function readText(body: string, wrappers: number): ErrorFacts {
  const value = parseJson(body);
  return value === undefined
    ? facts({ message: firstWords(body.trimStart()).trimEnd() }, false, wrappers)
    : readValue(value, wrappers);
}

/** An error that came as a parsed value: an object, flat or nested, an array of them (Gemini), or a plain string (Ollama). */
export function readErrorValue(value: unknown): ErrorFacts {
  return readValue(value, 0);
}

function readValue(given: unknown, wrappers: number): ErrorFacts {
  const value = unlisted(given);
  if (typeof value === "string") {
    // Ollama passes llama-server's error on as a string: JSON inside JSON.
    const inner = wrappers < MOST_WRAPPERS && value.trimStart().startsWith("{") ? parseJson(value) : undefined;
    return inner === undefined ? facts({ message: value }, true, wrappers) : readValue(inner, wrappers + 1);
  }
  if (!isFields(value)) return facts({}, true, wrappers);
  const error = saysNothing(value["error"]) ? value["errors"] : value["error"];
  // Some only say that there is one, and what it is beside that.
  if (!saysNothing(error) && typeof error !== "boolean" && wrappers < MOST_WRAPPERS) {
    const inner = readValue(error, wrappers + 1);
    const signinUrl = text(value["signin_url"]);
    return signinUrl === undefined ? inner : { ...inner, signinUrl };
  }
  const own = facts(value, true, wrappers);
  // LiteLLM and others quote the provider's whole answer as their message.
  const quoted =
    wrappers < MOST_WRAPPERS && own.message.startsWith("{") ? parseJson(String(value["message"])) : undefined;
  return quoted === undefined ? own : { ...own, ...readValue(quoted, wrappers + 1) };
}

function facts(fields: Fields, json: boolean, wrappers: number): ErrorFacts {
  const details = fields["details"];
  const metadata = fields["metadata"];
  const type = name(fields["type"]) ?? name(fields["status"]);
  const code = name(isFields(details) ? details["error_code"] : undefined) ?? name(fields["code"]);
  const httpStatus =
    status(fields["code"]) ??
    status(fields["status"]) ??
    (code !== undefined && /^\d{3}$/.test(code) ? status(Number(code)) : undefined);
  const message = messageOf(fields, wrappers);
  const detailsText = details === undefined && !isFields(metadata) ? "" : jsonText([details, metadata]);
  const promptTokens = tokenNumber(fields["n_prompt_tokens"]);
  const contextLength = tokenNumber(fields["n_ctx"]);
  return {
    message,
    json,
    details: Array.isArray(details) ? details : [],
    ...(type !== undefined && { type }),
    ...(code !== undefined && { code }),
    ...(httpStatus !== undefined && { status: httpStatus }),
    ...(promptTokens !== undefined && { promptTokens }),
    ...(contextLength !== undefined && { contextLength }),
    haystack: firstWords(
      [beginning(message, MAX_MESSAGE_CHARS), type, code, detailsText].filter(Boolean).join(" ").toLowerCase(),
    ),
  };
}

/** A name is taken whole or not at all: half of one is another name. */
function name(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= MAX_NAME_CHARS ? value : undefined;
}

function messageOf(fields: Fields, wrappers: number): string {
  const own =
    text(fields["message"]) ??
    text(fields["detail"]) ??
    text(fields["msg"]) ??
    text(fields["error_message"]) ??
    text(fields["error_msg"]) ??
    text(fields["error_description"]) ??
    firstMessage(fields["detail"]) ??
    "";
  // OpenRouter says "Provider returned error" and puts the provider's words here.
  const raw = isFields(fields["metadata"]) ? text(fields["metadata"]["raw"]) : undefined;
  return raw === undefined || wrappers >= MOST_WRAPPERS
    ? own
    : firstWords(`${own}: ${readText(raw, wrappers + 1).message}`);
}

/** FastAPI's list of what is wrong with a request. */
function firstMessage(detail: unknown): string | undefined {
  const [first] = Array.isArray(detail) ? detail : [];
  return isFields(first) ? text(first["msg"]) : undefined;
}
