import { parseAddress, segmentsOf, withSegments } from "../../foreign/address";

/** Where an API is: a base, below which its routes are, with the query that goes with every request (`?api-version=…`). */
export class ApiAddress {
  readonly #written: string;
  readonly #base: URL | undefined;
  /** By route, of which a client has a handful: to put an address together takes a tenth of what a whole request to this machine does. */
  readonly #known = new Map<string, string>();

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

  /** The base's path, percent-encoded. */
  get segments(): string[] {
    return this.#base === undefined ? [] : segmentsOf(this.#base);
  }

  /** The address of a route below the base, such as `chat/completions`. */
  at(route: string): string {
    const known = this.#known.get(route);
    if (known !== undefined) return known;
    const address = this.under(this.segments, route);
    this.#known.set(route, address);
    return address;
  }

  /** The address of a route below another path than the base's. */
  under(segments: readonly string[], route: string): string {
    return this.#base === undefined ? this.#written : withSegments(this.#base, [...segments, ...route.split("/")]).href;
  }

  /** The address of a route beside the base's last segment, where that is one of these. */
  beside(isLast: (segment: string) => boolean, route: string): string {
    const { segments } = this;
    const last = segments.at(-1);
    return this.under(last !== undefined && isLast(last) ? segments.slice(0, -1) : segments, route);
  }
}
