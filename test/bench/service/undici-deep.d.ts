/** What the benchmark uses of undici's deep modules, as the raw client to compare with. */
declare module "undici/lib/dispatcher/agent.js" {
  export default class Agent {
    constructor(options: { headersTimeout: number; bodyTimeout: number });
    close(): Promise<void>;
  }
}

declare module "undici/lib/api/api-request.js" {
  import type Agent from "undici/lib/dispatcher/agent.js";
  export default function request(
    this: Agent,
    options: { origin: string; path: string; method: string; headers: Record<string, string>; body: string },
  ): Promise<{ statusCode: number; body: AsyncIterable<Uint8Array> }>;
}
