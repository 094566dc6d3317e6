import { CancelSource, type CancelSignal } from "../../async/cancel-signal";
import type { EndpointClient, ProbeResult } from "../../endpoint/client";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import { leaving, remoteModel } from "../../failure/local-only";
import type { EndpointConfig } from "../../model/endpoint";
import type { LocalOnly } from "./local-only";

/**
 * A client that asks nothing of an endpoint beyond this machine and its private network while all is to stay there, and ends what is under way to one
 * when that begins. Whoever has a client of the service has one of these. What an address in words leads to, the transport finds out as it connects.
 */
export function keptLocal(
  client: EndpointClient,
  config: Pick<EndpointConfig, "type" | "url" | "proxy">,
  localOnly: Pick<LocalOnly, "on" | "beginning">,
): EndpointClient {
  const barrier = new Barrier(leaving(config), localOnly);
  const { warmUp, listModels, abilities, pull } = client;
  const look = (signal: CancelSignal, probe: (signal: CancelSignal) => Promise<ProbeResult>): Promise<ProbeResult> => {
    const failure = barrier.against();
    return failure
      ? Promise.resolve({ live: false, message: failure.message, failure })
      : barrier.pass(undefined, signal, probe);
  };
  return {
    get simulated() {
      return client.simulated ?? false;
    },
    chat: (call, signal, onPiece) => barrier.pass(call.model, signal, (within) => client.chat(call, within, onPiece)),
    checkLive: (signal) => look(signal, (within) => client.checkLive(within)),
    probe: (model, signal) => look(signal, (within) => client.probe(model, within)),
    resolveModel: (signal) => barrier.pass(undefined, signal, (within) => client.resolveModel(within)),
    isWarm: (model, signal) => barrier.pass(undefined, signal, (within) => client.isWarm(model, within)),
    ...(warmUp && {
      warmUp: (model, signal) => barrier.pass(model, signal, (within) => warmUp.call(client, model, within)),
    }),
    ...(listModels && {
      listModels: (signal) => barrier.pass(undefined, signal, (within) => listModels.call(client, within)),
    }),
    ...(abilities && {
      abilities: (model, signal) => barrier.pass(model, signal, (within) => abilities.call(client, model, within)),
    }),
    ...(pull && {
      async *pull(model, signal) {
        const failure = barrier.against();
        if (failure) throw failure;
        const { within, end } = barrier.follow(signal);
        try {
          yield* pull.call(client, model, within);
        } finally {
          end();
        }
      },
    }),
  };
}

class Barrier {
  readonly #leaving: EndpointFailure | undefined;
  readonly #localOnly: Pick<LocalOnly, "on" | "beginning">;

  constructor(leaves: EndpointFailure | undefined, localOnly: Pick<LocalOnly, "on" | "beginning">) {
    this.#leaving = leaves;
    this.#localOnly = localOnly;
  }

  /** @param model that is asked for something; undefined where no model is */
  against(model?: string): EndpointFailure | undefined {
    if (!this.#localOnly.on) return undefined;
    return this.#leaving ?? (model === undefined ? undefined : remoteModel(model));
  }

  async pass<T>(
    model: string | undefined,
    signal: CancelSignal,
    work: (within: CancelSignal) => Promise<T>,
  ): Promise<T> {
    const failure = this.against(model);
    if (failure) throw failure;
    const { within, end } = this.follow(signal, model);
    try {
      return await work(within);
    } finally {
      end();
    }
  }

  /** A signal that fires as this one does, and when what is under way must not be any more. */
  follow(signal: CancelSignal, model?: string): { within: CancelSignal; end: () => void } {
    const failure = this.#leaving ?? (model === undefined ? undefined : remoteModel(model));
    if (!failure) return { within: signal, end: () => undefined };
    const source = new CancelSource();
    const { beginning } = this.#localOnly;
    const cancelled = (): void => source.abort(signal.reason);
    const barred = (): void => source.abort(failure);
    if (signal.aborted) cancelled();
    signal.addEventListener("abort", cancelled);
    beginning.addEventListener("abort", barred);
    return {
      within: source.signal,
      end: () => {
        signal.removeEventListener("abort", cancelled);
        beginning.removeEventListener("abort", barred);
      },
    };
  }
}
