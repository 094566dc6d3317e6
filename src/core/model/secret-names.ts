import { MAX_HEADER_NAME_CHARS } from "./limits";

/** Words that stand for a secret wherever a name has them: `x-goog-api-key`, `Helicone-Auth`, `client_secret`, `accessToken`. */
const SECRET_WORDS = new Set([
  "apikey",
  "auth",
  "authorization",
  "authorisation",
  "authentication",
  "bearer",
  "cookie",
  "cookies",
  "credential",
  "credentials",
  "jwt",
  "key",
  "keys",
  "passphrase",
  "passwd",
  "password",
  "pwd",
  "secret",
  "secrets",
  "sig",
  "signature",
  "token",
]);

/** How such words end where names run together: `xapikey`, `authtoken`, `clientsecret`, `set2cookie`. */
const SECRET_ENDINGS = [
  "apikey",
  "authkey",
  "accesskey",
  "secretkey",
  "token",
  "secret",
  "password",
  "authorization",
  "cookie",
];

/** Words that make an ordinary name of the one after them: `Idempotency-Key`, `x-cache-key`. */
const KEYS_OF_NOTHING = new Set(["idempotency", "cache", "partition", "routing", "session", "trace"]);

/** Words that make an ordinary name of the one before them: `x-token-limit`, `token_count`. */
const FIGURES = new Set(["budget", "count", "limit", "usage"]);

/** True for the name of a header, a setting or a query parameter whose value is a secret by what it is called. */
export function namesSecret(name: string): boolean {
  const words = name
    .slice(0, MAX_HEADER_NAME_CHARS)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return words.some((word, index) => {
    if (!SECRET_WORDS.has(word) && !SECRET_ENDINGS.some((ending) => word.endsWith(ending))) return false;
    if (word === "key" || word === "keys") return !KEYS_OF_NOTHING.has(words[index - 1] ?? "");
    return !(word === "token" && FIGURES.has(words[index + 1] ?? ""));
  });
}
