/** The server's own address from whatever a person wrote: with or without a trailing slash, `/v1`, `/api` or a route below them. */
export function ollamaBase(url: string): string {
  return url
    .trim()
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .replace(/\/(?:v1|api)(?:\/(?:chat|generate|tags|ps|version|models|chat\/completions))?$/, "")
    .replace(/\/+$/, "");
}

/** Model names without a tag mean `:latest`. */
export const sameModel = (one: string, other: string): boolean => withTag(one) === withTag(other);

const withTag = (name: string): string => (name.slice(name.lastIndexOf("/") + 1).includes(":") ? name : `${name}:latest`);
