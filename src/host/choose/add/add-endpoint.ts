import { ENDPOINT_TYPE_NAMES } from "../../../core/model/endpoint-types";
import { warnOfSettings } from "../../actions/open-settings";
import type { ChooseDeps } from "../deps";
import { messages, progress } from "../../notify";
import { keyedOrigin } from "../../secrets/key-store";
import { add as texts } from "../../texts/choose";
import { keys as keyTexts } from "../../texts/keys";
import { entryOf, stepsOf, type Draft } from "./draft";
import { QUESTIONS, type QuestionDeps } from "./questions";
import { endpointsProblem, writeEndpoint } from "./write-endpoint";

/** “LLM: Add Endpoint…”: asks step by step; nothing is written before the last one. @returns the id of the new endpoint, undefined where there is none */
export const addEndpoint = (context: ChooseDeps) => async (): Promise<string | undefined> => {
  const problem = endpointsProblem();
  if (problem !== undefined) {
    void warnOfSettings(texts.badSettings(problem), "llmBreaker.endpoints");
    return undefined;
  }
  const { keys, settings, clientOf } = context;
  const draft = await described({ keys, clientOf, taken: settings.current.endpoints.map(({ id }) => id) });
  if (!draft) return undefined;
  await writeEndpoint(entryOf(draft));
  const origin = keyedOrigin(draft);
  if (draft.key !== undefined && origin !== undefined)
    await progress.waitFor(keyTexts.storageAwaited, keys.store(origin, draft.key));
  await context.ready();
  void messages.information(texts.done(draft.id), texts.useIt).then(async (pressed) => {
    if (pressed !== undefined) await context.choice.choose({ type: "endpoint", endpoint: draft.id });
  });
  return draft.id;
};

/** Goes through the questions, back and forth. @returns undefined when they were left */
async function described(deps: QuestionDeps): Promise<Draft | undefined> {
  let draft: Draft = { type: ENDPOINT_TYPE_NAMES[0], url: "", id: "", seen: "" };
  let at = 0;
  for (;;) {
    const names = stepsOf(draft.type);
    const name = names[at];
    if (name === undefined) return draft;
    const end = await QUESTIONS[name](draft, { step: at + 1, of: names.length }, deps);
    if (end.type === "left") return undefined;
    if (end.type === "done") draft = end.value;
    at += end.type === "done" ? 1 : -1;
  }
}
