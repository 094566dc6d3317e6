import { startOllama } from "../actions/start-ollama";
import { labelOf } from "../standing/actions";
import { messages } from "../notify";
import { health as texts } from "../texts/standing";
import type { HostContext } from "./context";

/** “LLM: Start Ollama”, or, where it is not installed, what else leads to an answer. */
export const startOllamaCommand = (context: HostContext) => async (): Promise<void> => {
  const ways = context.offered([{ do: "start_ollama" }]);
  if (ways.some(({ do: what }) => what === "start_ollama")) return startOllama();
  const pressed = await messages.warning(texts.noOllama, ...ways.map(labelOf));
  const way = ways.find((candidate) => labelOf(candidate) === pressed);
  if (way) await context.perform(way);
};
