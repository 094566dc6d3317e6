import * as v from "valibot";
import type { ModelAbilities } from "../../model/needs";
import { tokenCount } from "../chat";
import { showSchema } from "./ollama-schemas";

/** What `/api/show` tells of a model. Versions before capabilities tell nothing of them. */
export function shownAbilities(answer: unknown): ModelAbilities {
  const shown = v.safeParse(showSchema, answer);
  if (!shown.success) return {};
  const { capabilities, model_info: info } = shown.output;
  const contextLength = tokenCount(info?.[`${String(info["general.architecture"])}.context_length`]);
  return {
    ...(capabilities && abilitiesOf(capabilities)),
    ...(contextLength > 0 && { contextLength }),
  };
}

/** From the words that Ollama has for them. A list without a word is that of a version that does not tell. */
export const abilitiesOf = (capabilities: string[]): ModelAbilities =>
  capabilities.length === 0
    ? {}
    : {
        tools: capabilities.includes("tools"),
        images: capabilities.includes("vision"),
        thinking: capabilities.includes("thinking"),
      };
