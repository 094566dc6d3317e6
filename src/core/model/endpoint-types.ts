import type { Need } from "./needs";

/** How the servers of a type are reached. */
type Reach =
  /** By HTTP through the transport: what has an address, a proxy, a network that may be gone, and outages that can be simulated. Without a default the settings must give the address. */
  | { by: "http"; defaultUrl?: string }
  /** Through the editor's own API; the client is brought from outside. The address is only a name. */
  | { by: "editor"; url: string };

/** The header in which an API key travels, and what stands before the key in it. */
export interface KeyCarrier {
  /** Lower case. */
  header: string;
  prefix: string;
}

interface KeyHeader extends KeyCarrier {
  /** Another header for hosts whose names end so. */
  elsewhere?: KeyCarrier & { hosts: readonly string[] };
  /** Whether such servers have keys of their own, for which a person is asked. Elsewhere only a program can give one, for a proxy that stands before the server. */
  asked: boolean;
}

/** A program on the user's own machine that is such a server. */
interface ServerProgram {
  name: string;
  /** Starts it from a terminal. */
  start: string;
  download: string;
}

/** All that the rest of the program knows of a type of endpoint; only its client knows more. */
export interface EndpointTypeInfo {
  /** For a list to choose from. */
  label: string;
  /** One sentence for the settings. */
  description: string;
  /** The server in a sentence. */
  server: string;
  /** The same with its address: what a sentence begins with. */
  serverAt: string;
  /** What is said of an address that is none of such a server, and of the HTTP status that told. */
  wrongAddress: string;
  reach: Reach;
  /** Where its models run, unless the settings say so: `by_address` goes by whether the address is one of this machine or network. */
  tier: "local" | "cloud" | "by_address";
  /** Undefined: it takes no key. */
  key?: KeyHeader;
  /** Undefined: it is no program that a person starts. */
  program?: ServerProgram;
  /**
   * Whether silence may be the load of a model that was asked for: with all such servers, with some of those of this machine or network, which alone can tell, or
   * with none.
   */
  loadsWhenAsked: "always" | "perhaps" | "never";
  /** True: a model that is missing can be downloaded by asking the server. */
  pulls: boolean;
  /** What the way of such servers to be asked has a place for, beside text; whether a model can do it is another matter. */
  takes: readonly Need[];
  /** Tokens its models are taken to hold where the settings do not say. */
  contextLength: number;
  /** `gen_ai.provider.name` of OpenTelemetry's GenAI conventions; with `by: "host"` only where the address is no known provider's. */
  provider: { name: string; by: "type" | "host" };
  /** What a refusal (403) without a word means, of the server at its address. */
  wordlessDenial?: string;
}

/** Where Azure serves models. There a bearer is a token of its directory, and a key travels in a header of its own. */
const AZURE = {
  header: "api-key",
  prefix: "",
  hosts: [
    ".openai.azure.com",
    ".openai.azure.us",
    ".openai.azure.cn",
    ".cognitiveservices.azure.com",
    ".cognitiveservices.azure.us",
    ".cognitiveservices.azure.cn",
    ".services.ai.azure.com",
    ".azure-api.net",
  ],
};

/**
 * The types of endpoints, and the only place that tells them apart: everything else asks for what a row says. A new type is a row here, a folder in
 * `core/endpoint` with its client, a line in `core/create-client.ts`, and its words in package.json and docs/settings.md.
 */
export const ENDPOINT_TYPES = {
  ollama: {
    label: "Ollama",
    description: "Ollama, on this or another machine.",
    server: "Ollama",
    serverAt: "Ollama at {0}",
    wrongAddress: "{0} is not the address of an Ollama server (HTTP {1})",
    reach: { by: "http", defaultUrl: "http://localhost:11434" },
    tier: "local",
    key: { header: "authorization", prefix: "Bearer ", asked: false },
    program: { name: "Ollama", start: "ollama serve", download: "https://ollama.com/download" },
    loadsWhenAsked: "always",
    pulls: true,
    takes: ["tools", "images"],
    // What Ollama itself gives a model is about that, and a longer prompt is cut without a word.
    contextLength: 8_192,
    provider: { name: "ollama", by: "type" },
    wordlessDenial:
      "{0} refuses this address (HTTP 403): it accepts only names and origins that OLLAMA_HOST and OLLAMA_ORIGINS allow",
  },
  openai: {
    label: "OpenAI-compatible API",
    description: "Any OpenAI-compatible API: OpenAI, OpenRouter, Groq, vLLM, LiteLLM, llama.cpp, LM Studio.",
    server: "The server",
    serverAt: "The server at {0}",
    wrongAddress: "{0} is not the address of an LLM API (HTTP {1})",
    reach: { by: "http" },
    tier: "by_address",
    key: { header: "authorization", prefix: "Bearer ", asked: true, elsewhere: AZURE },
    loadsWhenAsked: "perhaps",
    pulls: false,
    takes: ["tools", "images"],
    contextLength: 65_536,
    provider: { name: "openai", by: "host" },
  },
  anthropic: {
    label: "Anthropic API",
    description: "Anthropic's Messages API: Claude, and servers that speak the same way.",
    server: "The server",
    serverAt: "The server at {0}",
    wrongAddress: "{0} is not the address of an Anthropic API (HTTP {1})",
    reach: { by: "http", defaultUrl: "https://api.anthropic.com" },
    tier: "by_address",
    key: { header: "x-api-key", prefix: "", asked: true },
    loadsWhenAsked: "never",
    pulls: false,
    takes: ["tools", "images"],
    contextLength: 200_000,
    provider: { name: "anthropic", by: "host" },
  },
  "vscode-lm": {
    label: "Language models of the editor",
    description: "The language models that the editor itself offers.",
    server: "The editor",
    serverAt: "The editor at {0}",
    wrongAddress: "{0} is not the address of the editor (HTTP {1})",
    reach: { by: "editor", url: "vscode-lm:editor" },
    tier: "cloud",
    loadsWhenAsked: "never",
    pulls: false,
    takes: ["tools", "images"],
    contextLength: 65_536,
    provider: { name: "vscode-lm", by: "type" },
  },
} as const satisfies Record<string, EndpointTypeInfo>;

export type EndpointType = keyof typeof ENDPOINT_TYPES;

/** In the order in which they are offered. */
export const ENDPOINT_TYPE_NAMES = Object.keys(ENDPOINT_TYPES) as [EndpointType, ...EndpointType[]];

/** True for the name of a type, whatever came. */
export const isEndpointType = (value: unknown): value is EndpointType =>
  typeof value === "string" && Object.hasOwn(ENDPOINT_TYPES, value);

/** The row of a type. */
export const typeInfo = (type: EndpointType): EndpointTypeInfo => ENDPOINT_TYPES[type];

/** True where calls go over the network by our own transport. */
export const isHttp = (type: EndpointType): boolean => typeInfo(type).reach.by === "http";

/** The address where the settings give none; undefined where they must. */
export function defaultUrl(type: EndpointType): string | undefined {
  const { reach } = typeInfo(type);
  return reach.by === "http" ? reach.defaultUrl : reach.url;
}
