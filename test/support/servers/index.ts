export type { Fault, FaultScope } from "./fault";
export { anthropicErrors } from "./anthropic/errors";
export { type AnthropicOptions, ScriptedAnthropic } from "./anthropic/scripted-anthropic";
export { ConnectBlackHole } from "./connect-black-hole";
export { ollamaErrors } from "./ollama/error-texts";
export { type OllamaOptions, ScriptedOllama } from "./ollama/scripted-ollama";
export { cloudErrors } from "./openai/errors";
export { type FlavourName, flavours } from "./openai/flavours";
export { type OpenAiOptions, ScriptedOpenAi } from "./openai/scripted-openai";
