import { withoutEnding } from "../../foreign/address";
import { ApiAddress } from "../wire/api-address";

/** Routes that stand at the end of addresses that people paste. */
const ROUTES = ["chat/completions", "completions", "models", "responses", "embeddings", "messages"];

/**
 * The address below which the routes are: what a person wrote, without a trailing slash or a route at its end. An address without any path
 * gets `/v1`, where every such server has its API; one that ends with a route says itself where that is.
 */
export const openAiAddress = (url: string): ApiAddress =>
  ApiAddress.parse(url, (segments) => (segments.length === 0 ? ["v1"] : withoutEnding(segments, ROUTES)));

/** `v1`, `v4`, `v1beta`. */
const isVersion = (segment: string): boolean => /^v\d+[a-z]*$/.test(segment);

/** The server's health route, which is beside the API, not below it (llama.cpp, vLLM). */
export const healthUrl = (api: ApiAddress): string => api.beside(isVersion, "health");
