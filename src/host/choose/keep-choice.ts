import { messages } from "../notify";
import type { Configuration } from "../settings/apply";
import { choose as texts } from "../texts/choose";
import type { ModelChoice } from "./model-choice";

/** Goes back to the chain, and says so, where the endpoint that was chosen is taken out of the settings. */
export function keepChoice(
  choice: ModelChoice,
  configuration: Pick<Configuration, "onDidApply">,
  failed: (error: unknown) => void,
): { dispose(): void } {
  const look = async (): Promise<void> => {
    const gone = await choice.forgetGone();
    if (gone !== undefined) void messages.warning(texts.gone(gone));
  };
  const again = (): void => void look().catch(failed);
  again();
  return configuration.onDidApply(again);
}
