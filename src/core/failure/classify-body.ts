import { beginning, firstWords } from "../foreign/first-words";
import { isFields, jsonText, parseJson, unlisted, type Fields } from "../foreign/json";
import { tokenNumber } from "../foreign/token-number";
import { MAX_NAME_CHARS, MAX_WORDS_CHARS } from "../model/limits";
import { plainNames } from "./in-band/plain-names";
import { saysNothing } from "./in-band/says-nothing";

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

/** Where an error is that has a place of its own, by {@link plainNames}, the surest first. */
const PLACES = ["error", "errors", "fault", "baseresp"];
/** And where one may be that has none. */
const OTHER_PLACES = ["detail", "data", "result", "response"];

function readValue(given: unknown, wrappers: number): ErrorFacts {
  const value = unlisted(given);
  if (typeof value === "string") {
    // Ollama passes llama-server's error on as a string: JSON inside JSON.
    const inner = wrappers < MOST_WRAPPERS && value.trimStart().startsWith("{") ? parseJson(value) : undefined;
    return inner === undefined ? facts({ message: value }, true, wrappers) : readValue(inner, wrappers + 1);
  }
  if (!isFields(value)) return facts({}, true, wrappers);
  const fields = plainNames(value);
  const own = facts(value, true, wrappers);
  if (wrappers >= MOST_WRAPPERS) return own;
  const error = PLACES.map((name) => fields[name]).find((one) => !saysNothing(one));
  // Some only say that there is one, and what it is beside that.
  if (error !== undefined && typeof error !== "boolean" && typeof error !== "number") {
    const inner = readValue(error, wrappers + 1);
    const signinUrl = text(fields["signinurl"]);
    return { ...besides(own, inner), ...(signinUrl !== undefined && { signinUrl }) };
  }
  // LiteLLM and others quote the provider's whole answer as their message.
  const message = rawMessage(fields) ?? "";
  const quoted = message.trimStart().startsWith("{") ? parseJson(message) : undefined;
  if (quoted !== undefined) return { ...own, ...readValue(quoted, wrappers + 1) };
  const other = own.message === "" ? OTHER_PLACES.map((name) => fields[name]).find(isFields) : undefined;
  return other === undefined ? own : besides(own, readValue(other, wrappers + 1));
}

/** What stands beside an error says what the error itself does not: the status, or the sentence where the error is only a word. */
function besides(own: ErrorFacts, inner: ErrorFacts): ErrorFacts {
  const status = inner.status ?? own.status;
  const code = inner.code ?? own.code;
  if (inner.message !== "")
    return { ...inner, ...(status !== undefined && { status }), ...(code !== undefined && { code }) };
  return { ...own, ...inner, message: own.message, haystack: firstWords(`${own.haystack} ${inner.haystack}`) };
}

function facts(given: Fields, json: boolean, wrappers: number): ErrorFacts {
  const fields = plainNames(given);
  const { details, metadata } = fields;
  const type = name(fields["type"]) ?? name(fields["status"]);
  const code =
    name(isFields(details) ? details["error_code"] : undefined) ?? name(fields["code"]) ?? name(fields["errorcode"]);
  const httpStatus =
    CODES.map((field) => status(fields[field])).find((one) => one !== undefined) ??
    (code !== undefined && /^\d{3}$/.test(code) ? status(Number(code)) : undefined);
  const message = messageOf(fields, wrappers);
  const detailsText = details === undefined && !isFields(metadata) ? "" : jsonText([details, metadata]);
  const promptTokens = tokenNumber(fields["nprompttokens"]);
  const contextLength = tokenNumber(fields["nctx"]);
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

/** Where a status of HTTP's may be. */
const CODES = ["code", "status", "statuscode", "errorcode", "errcode"];

/** A name is taken whole or not at all: half of one is another name. */
function name(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= MAX_NAME_CHARS ? value : undefined;
}

/** Where the words are, by {@link plainNames}, the surest first. */
const MESSAGES = [
  "message",
  "detail",
  "msg",
  "errormessage",
  "errormsg",
  "errmsg",
  "retmsg",
  "statusmsg",
  "statusmessage",
  "errordescription",
  "faultstring",
  "description",
  "reason",
  "title",
];

const rawMessage = (fields: Fields): string | undefined =>
  MESSAGES.map((name) => fields[name]).find((value): value is string => typeof value === "string" && value !== "");

function messageOf(fields: Fields, wrappers: number): string {
  const own = firstWords(rawMessage(fields) ?? firstMessage(fields["detail"]) ?? "");
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
