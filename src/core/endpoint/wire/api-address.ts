import { parseAddress, segmentsOf, withSegments } from "../../foreign/address";

/** Where an API is: a base, below which its routes are, with the query that goes with every request (`?api-version=…`). */
export class ApiAddress {
  readonly #written: string;
  readonly #base: URL | undefined;

  /** @param base undefined where what a person wrote is no address: then that is where requests go, for the transport to say so */
  private constructor(written: string, base: URL | undefined) {
    this.#written = written;
    this.#base = base;
  }

  /** @param baseOf the base's segments, from those that a person wrote */
  static parse(written: string, baseOf: (segments: string[]) => string[]): ApiAddress {
    const url = parseAddress(written);
    return new ApiAddress(written, url && withSegments(url, baseOf(segmentsOf(url))));
  }

  /** The base itself, with its query. */
  get href(): string {
    return this.#base?.href ?? this.#written;
  }

  /** The address of a route below the base, such as `chat/completions`. */
  at(route: string): string {
    return this.#base === undefined
      ? this.#written
      : withSegments(this.#base, [...segmentsOf(this.#base), ...route.split("/")]).href;
  }

  /** The address of a route beside the base's last segment, where that is one of these. */
  beside(isLast: (segment: string) => boolean, route: string): string {
    if (this.#base === undefined) return this.#written;
    const segments = segmentsOf(this.#base);
    const last = segments.at(-1);
    const parent = last !== undefined && isLast(last) ? segments.slice(0, -1) : segments;
    return withSegments(this.#base, [...parent, ...route.split("/")]).href;
  }
}
