/** Text of a message. */
export interface TextPart {
  type: "text";
  text: string;
}

/** A picture that the model is to look at. */
export interface ImagePart {
  type: "image";
  /** Such as `image/png`. */
  mimeType: string;
  data: Uint8Array;
}

/** A call of a tool, as the model made it. */
export interface ToolCall {
  /** What the result names it by; unlike that of every other call of the conversation. */
  id: string;
  name: string;
  input: object;
}

/** What a tool gave. */
export interface ToolResultPart {
  type: "tool_result";
  /** Of the call that it answers. */
  id: string;
  content: (TextPart | ImagePart)[];
  /** The tool failed, and the content says why. */
  isError?: true;
}

/** Calls of tools are the assistant's, their results the user's. */
export type MessagePart = TextPart | ImagePart | ({ type: "tool_call" } & ToolCall) | ToolResultPart;

/** One message of a conversation. */
export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string | MessagePart[];
}

/** A message in words alone, as it is kept: what else it had is named in brackets. */
export interface TextMessage extends ChatMessage {
  content: string;
}

/** A tool that the model may call. */
export interface ToolDefinition {
  name: string;
  description?: string;
  /** JSON Schema of an object. */
  inputSchema?: object;
}

/** Whether the model may call tools (default), must call one, or must not. */
export type ToolChoice = "auto" | "required" | "none";

/** Token counts as the endpoint reported them; zeros where it reported none. */
export interface Usage {
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}
