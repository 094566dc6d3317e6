import { Later } from "../async/later";
import { typeInfo, type EndpointType } from "../model/endpoint-types";
import type { EndpointClient } from "../endpoint/client";
import { look } from "../endpoint/wire/look";

interface LaterClientOptions {
  /** Says what there is to load and to download: the client has no more and no less. */
  type: EndpointType;
  /** Loads the code and makes the client, when it is first used. */
  make(): Promise<EndpointClient>;
  /** What the client would say of itself; it is not made for that. */
  simulated(): boolean;
}

/** A client whose code is loaded when it is first used. Where that cannot be loaded its calls reject, and its looks say so; the next one tries again. */
export function laterClient({ type, make, simulated }: LaterClientOptions): EndpointClient {
  const later = new Later(make);
  const client = (): EndpointClient | Promise<EndpointClient> => later.made ?? later.get();
  const { loadsWhenAsked, pulls } = typeInfo(type);
  return {
    get simulated() {
      return simulated();
    },
    chat: async (...args) => (await client()).chat(...args),
    checkLive: (signal) => look(signal, async () => (await client()).checkLive(signal)),
    probe: (model, signal) => look(signal, async () => (await client()).probe(model, signal)),
    resolveModel: async (...args) => (await client()).resolveModel(...args),
    isWarm: async (...args) => (await client()).isWarm(...args),
    listModels: async (signal) => (await client()).listModels!(signal),
    // To be told nothing is the same as to have nobody who tells.
    abilities: async (...args) => (await (await client()).abilities?.(...args)) ?? {},
    ...(loadsWhenAsked === "always" && { warmUp: async (...args) => (await client()).warmUp!(...args) }),
    ...(pulls && {
      async *pull(...args) {
        yield* (await client()).pull!(...args);
      },
    }),
  };
}
