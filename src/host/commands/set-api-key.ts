import { leadOn } from "../actions/lead-on";
import type { HostContext } from "./context";
import { choices, inputs, messages, progress } from "../notify";
import { mayStore } from "../secrets/key-in-clear";
import { keyProblem } from "../secrets/key-problem";
import { keyedOrigin } from "../secrets/key-store";
import { keys as texts } from "../texts/keys";

/** “LLM: Set API Key…”: stores the key of an endpoint's origin, or removes it when nothing is entered. @returns whether a key was stored */
export const setApiKey =
  (context: HostContext) =>
  async (endpointId?: unknown): Promise<boolean> => {
    const keyed = context.settings.current.endpoints.flatMap((endpoint) => {
      const origin = keyedOrigin(endpoint);
      return origin === undefined ? [] : [{ label: endpoint.id, description: origin, origin }];
    });
    if (keyed.length === 0) {
      leadOn(texts.none, "addEndpoint");
      return false;
    }
    const named = keyed.find(({ label }) => label === endpointId) ?? (keyed.length === 1 ? keyed[0] : undefined);
    const picked = named ?? (await choices.pick(keyed, { title: texts.pick }));
    if (!picked) return false;

    const { origin } = picked;
    const key = await inputs.secret({ title: texts.title(origin), prompt: texts.prompt }, keyProblem);
    if (key === undefined) return false;
    if (key.trim() === "") {
      if (await progress.waitFor(texts.storageAwaited, context.keys.remove(origin)))
        void messages.information(texts.removed(origin));
      return false;
    }
    if (!(await mayStore(context.keys, origin))) return false;
    const stored = await progress.waitFor(texts.storageAwaited, context.keys.store(origin, key.trim()));
    if (!stored) return false;
    await context.ready();
    void messages.information(texts.stored(origin));
    return true;
  };
