import { Later } from "../../core/async/later";
import type { TransportRequest, TransportResponse } from "../../core/ports/transport";
import type { TransportOptions } from "./base/options";
import type { UndiciTransport } from "./undici-transport";

/** A transport whose code is loaded when something is first sent. */
export class LaterTransport implements UndiciTransport {
  readonly #loading: Later<UndiciTransport>;
  #options: TransportOptions;
  #transport: UndiciTransport | undefined;
  #disposed = false;

  /** @param load loads the code; the transport is made with the options that hold then */
  constructor(options: TransportOptions, load: () => Promise<(options: TransportOptions) => UndiciTransport>) {
    this.#options = options;
    this.#loading = new Later(async () => {
      const create = await load();
      this.#transport = create(this.#options);
      if (this.#disposed) await this.#transport.dispose();
      return this.#transport;
    });
  }

  configure(options: TransportOptions): void {
    this.#options = options;
    this.#transport?.configure(options);
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    return (this.#transport ?? (await this.#loading.get())).request(request);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#transport?.dispose();
  }
}
