import type { EndpointClient } from "../endpoint/client";
import { held, type ProcessHold } from "../ports/process-hold";

/** A client for somebody who waits for what it does. @param onListed told of the names in each list of models */
export function heldClient(
  client: EndpointClient,
  hold: ProcessHold,
  onListed: (names: string[]) => void,
): EndpointClient {
  const { warmUp, listModels, abilities, pull } = client;
  return {
    get simulated() {
      return client.simulated ?? false;
    },
    chat: (...args) => held(hold, () => client.chat(...args)),
    checkLive: (...args) => held(hold, () => client.checkLive(...args)),
    probe: (...args) => held(hold, () => client.probe(...args)),
    resolveModel: (...args) => held(hold, () => client.resolveModel(...args)),
    isWarm: (...args) => held(hold, () => client.isWarm(...args)),
    ...(warmUp && { warmUp: (...args) => held(hold, () => warmUp.apply(client, args)) }),
    ...(listModels && {
      listModels: (...args) =>
        held(hold, async () => {
          const models = await listModels.apply(client, args);
          onListed(models.map(({ name }) => name));
          return models;
        }),
    }),
    ...(abilities && { abilities: (...args) => held(hold, () => abilities.apply(client, args)) }),
    ...(pull && {
      async *pull(...args) {
        const end = hold.begin();
        try {
          yield* pull.apply(client, args);
        } finally {
          end();
        }
      },
    }),
  };
}
