import { withoutEnding } from "../../foreign/address";
import { ApiAddress } from "../wire/api-address";

/** Below `api`, and below `v1`, where Ollama speaks OpenAI's way. */
const ROUTES = ["chat", "generate", "tags", "ps", "version", "show", "pull", "embed", "embeddings"].map(
  (route) => `api/${route}`,
);
const OPENAI_ROUTES = ["chat/completions", "completions", "models", "responses", "embeddings", "messages"].map(
  (route) => `v1/${route}`,
);
const ENDINGS = ["api", "v1", "v1/chat", ...ROUTES, ...OPENAI_ROUTES];

/** The server's own address from whatever a person wrote: with or without a trailing slash, `/v1`, `/api` or a route below them. */
export const ollamaAddress = (url: string): ApiAddress =>
  ApiAddress.parse(url, (segments) => withoutEnding(segments, ENDINGS));

/** Model names without a tag mean `:latest`. */
export const sameModel = (one: string, other: string): boolean => withTag(one) === withTag(other);

const withTag = (name: string): string =>
  name.slice(name.lastIndexOf("/") + 1).includes(":") ? name : `${name}:latest`;
