import type { EndpointClient } from "../../core/endpoint/client";
import { EndpointFailure } from "../../core/failure/endpoint-failure";
import { choose as texts } from "../texts/choose";
import type { ModelList } from "./choice-items";

/** A list that takes longer is none to wait for with a picker open. */
const TIMEOUT_MS = 15_000;

/** The models of an endpoint, or why there is no list of them. Never rejects. */
export async function modelList(client: EndpointClient | undefined, signal: AbortSignal): Promise<ModelList> {
  if (!client?.listModels) return { type: "failed", why: texts.noList };
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return { type: "listed", models: await client.listModels(AbortSignal.any([signal, timeout])) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (timeout.aborted) return { type: "failed", why: texts.tooSlow(TIMEOUT_MS) };
    return { type: "failed", why, ...(error instanceof EndpointFailure && { kind: error.kind }) };
  }
}
