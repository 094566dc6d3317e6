import { hostOf } from "../../../core/endpoint/address";
import { typeInfo } from "../../../core/model/endpoint-types";
import type { EndpointStatus } from "../../../core/model/endpoint";

/** Hosts of providers that the GenAI conventions name, and of some they do not. A host matches with its subdomains. */
const providers: Record<string, string> = {
  "api.openai.com": "openai",
  "anthropic.com": "anthropic",
  "groq.com": "groq",
  "mistral.ai": "mistral_ai",
  "deepseek.com": "deepseek",
  "x.ai": "x_ai",
  "perplexity.ai": "perplexity",
  "cohere.com": "cohere",
  "cohere.ai": "cohere",
  "generativelanguage.googleapis.com": "gcp.gemini",
  "aiplatform.googleapis.com": "gcp.vertex_ai",
  "openai.azure.com": "azure.ai.openai",
  "inference.ai.azure.com": "azure.ai.inference",
  "amazonaws.com": "aws.bedrock",
  "watsonx.ai": "ibm.watsonx.ai",
  "openrouter.ai": "openrouter",
};

/** `gen_ai.provider.name`: by host where it is a known one, else by the protocol that is spoken, as the conventions ask. */
export function providerName({ type, url }: Pick<EndpointStatus, "type" | "url">): string {
  const { provider } = typeInfo(type);
  if (provider.by === "type") return provider.name;
  const host = hostOf(url);
  const known = Object.keys(providers).find((domain) => host === domain || host.endsWith(`.${domain}`));
  return known === undefined ? provider.name : providers[known]!;
}
