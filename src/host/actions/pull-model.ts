import type { LlmService } from "../../core/service/service-api";
import { messages, progress } from "../notify";
import { answer as texts } from "../texts/answer";
import { errors } from "../texts/standing";

/** Has a server download a model, with its progress in a notification. @returns whether the model is there now */
export async function pullModel(
  service: Pick<LlmService, "pull" | "checkHealth">,
  endpoint: string,
  model: string,
): Promise<boolean> {
  try {
    const pulled = await progress.run(texts.pullingModel(model), async (signal, report) => {
      for await (const { status, completedBytes = 0, totalBytes } of service.pull(endpoint, model, signal))
        report(texts.pulling(status, completedBytes, totalBytes), totalBytes ? completedBytes / totalBytes : 0);
      return true;
    });
    if (!pulled) return false;
  } catch (error) {
    void messages.error(errors.pullFailed(model, error instanceof Error ? error.message : String(error)));
    return false;
  }
  await service.checkHealth(endpoint);
  return true;
}
