import type { ListedModel } from "../../core/endpoint/client";
import type { EndpointConfig, EndpointStatus, Tier } from "../../core/model/endpoint";
import { typeInfo } from "../../core/model/endpoint-types";
import type { ChainStep } from "../../core/model/config";

/** A model of the editor's picker: the whole chain, or one model of one endpoint. */
export type OfferedModel = {
  /** Unlike every other of ours. */
  readonly id: string;
  /** Tokens, of question and answer together. */
  readonly contextLength: number;
  /** Ids of those who may answer, in the order in which they are asked. */
  readonly endpoints: readonly string[];
  /** Whether it can call tools and see pictures; where nobody knows, it may be tried. */
  readonly tools: boolean;
  readonly images: boolean;
} & (
  | { readonly type: "chain"; readonly tiers: readonly Tier[] }
  | { readonly type: "model"; readonly endpoint: string; readonly model: string }
);

/** What the settings say of the endpoints. */
export interface Configured {
  endpoints: readonly (EndpointConfig & { tier: Tier })[];
  chain: readonly ChainStep[];
}

const CHAIN_ID = "chain";
/** Of a chain without an endpoint, which can answer nothing. */
const LEAST_CONTEXT = 1_024;

/** Where the chain is asked in this order: each endpoint once. */
export function chainEndpoints({ chain, endpoints }: Configured): readonly (EndpointConfig & { tier: Tier })[] {
  const asked = chain.flatMap((step) =>
    endpoints.filter(({ id, tier }) =>
      step.endpoint !== undefined ? id === step.endpoint : step.tier === undefined || tier === step.tier,
    ),
  );
  return [...new Set(asked)];
}

/** The chain first, then each endpoint's models: those of its list, and the one it is configured with or was seen to use, listed or not. */
export function offeredModels(
  configured: Configured,
  statuses: readonly EndpointStatus[],
  listOf: (endpoint: EndpointStatus) => readonly Pick<ListedModel, "name" | "abilities">[],
): OfferedModel[] {
  const known = new Map(statuses.map((status) => [status.id, status]));
  const chain = chainEndpoints(configured);
  const tiers = chain.map(({ tier }) => tier);
  return [
    {
      type: "chain",
      id: CHAIN_ID,
      tiers: tiers.filter((tier, index) => tier !== tiers[index - 1]),
      endpoints: chain.map(({ id }) => id),
      // It goes on to those that can.
      tools: true,
      images: true,
      contextLength: Math.max(LEAST_CONTEXT, ...chain.map(contextLengthOf)),
    },
    ...configured.endpoints.flatMap((endpoint): OfferedModel[] => {
      const status = known.get(endpoint.id);
      const used = status?.model ?? endpoint.model;
      const listed = new Map(status && listOf(status).map(({ name, abilities }) => [name, abilities]));
      const names = new Set([...(used === undefined ? [] : [used]), ...listed.keys()]);
      return [...names].map((model) => ({
        type: "model",
        id: `${wordOf(endpoint.id)}/${model}`,
        endpoint: endpoint.id,
        model,
        endpoints: [endpoint.id],
        tools: listed.get(model)?.tools !== false,
        images: listed.get(model)?.images !== false,
        contextLength: contextLengthOf(endpoint),
      }));
    }),
  ];
}

const contextLengthOf = ({ type, contextLength }: EndpointConfig): number =>
  contextLength ?? typeInfo(type).contextLength;

/** Without a slash, so that no model of one endpoint has the id of another one's. */
const wordOf = (endpointId: string): string => endpointId.replace(/[%/]/g, encodeURIComponent);
