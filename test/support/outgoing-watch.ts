import { createHook, type AsyncHook } from "node:async_hooks";

/** What Node keeps of a look-up or a connection that was asked of the system. */
interface Wrap {
  hostname?: string;
  address?: string;
  port?: number;
}

/** Whatever goes out begins with one of these, whoever asks for it and by whatever function. */
const KINDS = new Set(["GETADDRINFOREQWRAP", "GETNAMEINFOREQWRAP", "QUERYWRAP", "TCPCONNECTWRAP", "UDPSENDWRAP"]);

/** Sees every name that this process has looked up, and every address that it has connected to, at the lowest place that JavaScript reaches. */
export class OutgoingWatch {
  readonly #seen: { kind: string; wrap: Wrap }[] = [];
  readonly #hook: AsyncHook = createHook({
    init: (_id, kind, _trigger, wrap: object) => {
      if (KINDS.has(kind)) this.#seen.push({ kind, wrap });
    },
  });

  start(): this {
    this.#seen.length = 0;
    this.#hook.enable();
    return this;
  }

  stop(): void {
    this.#hook.disable();
  }

  /** Names that were asked for, each once. */
  get names(): string[] {
    return unique(this.#seen.flatMap(({ kind, wrap }) => (kind === "TCPCONNECTWRAP" ? [] : [wrap.hostname ?? kind])));
  }

  /** `address:port` of what was connected to, each once. */
  get connections(): string[] {
    return unique(
      this.#seen.flatMap(({ kind, wrap }) => (kind === "TCPCONNECTWRAP" ? [`${wrap.address}:${wrap.port}`] : [])),
    );
  }
}

const unique = (texts: string[]): string[] => [...new Set(texts)];
