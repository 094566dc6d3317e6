import { shownUrl } from "../failure/classify-context";
import { EndpointFailure } from "../failure/endpoint-failure";

/** Names by which models that cannot chat are known; a list says nothing else about them. */
const notForChat = /embed|whisper|tts|dall-e|moderation|rerank|transcribe|realtime|image|audio|bge-|clip/i;

/** Ids of the models that can chat, newest first where the list tells their age, else in its order. */
export function chatModels(list: { id: string; created?: number | undefined }[]): string[] {
  return list
    .filter(({ id }) => !notForChat.test(id))
    .sort((one, other) => (other.created ?? 0) - (one.created ?? 0))
    .map(({ id }) => id);
}

/** Gemini lists `models/gemini-…` and takes both. */
export const isListed = (models: string[], model: string): boolean => models.some((id) => id === model || id === `models/${model}`);

export const noModelLoaded = (url: string): EndpointFailure => new EndpointFailure("model_missing", `No model is loaded at ${shownUrl(url)}.`);
