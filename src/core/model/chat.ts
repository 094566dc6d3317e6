/** One message of a conversation. */
export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** Token counts as the endpoint reported them; zeros where it reported none. */
export interface Usage {
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}
