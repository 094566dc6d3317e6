import { t } from "../../core/l10n/t";
import type * as vscode from "vscode";
import type { ChatCall } from "../../core/endpoint/client";
import { isText, partsOf } from "../../core/endpoint/message/message-text";
import { EndpointFailure } from "../../core/failure/endpoint-failure";
import type { ChatMessage, ImagePart, TextPart } from "../../core/model/chat";

type DataPart = new (data: Uint8Array, mimeType: string) => object;

/** What newer versions of the editor have, and the typings do not. */
declare module "vscode" {
  export const LanguageModelDataPart: DataPart | undefined;
}

/** What messages and tools are made with. */
export type MessageApi = Pick<
  typeof vscode,
  | "LanguageModelChatMessage"
  | "LanguageModelTextPart"
  | "LanguageModelToolCallPart"
  | "LanguageModelToolResultPart"
  | "LanguageModelChatToolMode"
> & {
  LanguageModelDataPart?: DataPart;
};

type UserContent = Exclude<Parameters<typeof vscode.LanguageModelChatMessage.User>[0], string>;
type AssistantContent = Exclude<Parameters<typeof vscode.LanguageModelChatMessage.Assistant>[0], string>;

/** Whether this version of the editor can hand pictures on. */
export const canShowImages = ({ LanguageModelDataPart: part }: MessageApi): boolean => typeof part === "function";

/** The API knows no system role; providers take such a message as the first of the user's. */
export function editorMessages(api: MessageApi, messages: ChatMessage[]): vscode.LanguageModelChatMessage[] {
  return messages.map((message) => {
    const { LanguageModelChatMessage: made } = api;
    if (isText(message))
      return message.role === "assistant" ? made.Assistant(message.content) : made.User(message.content);
    return message.role === "assistant" ? made.Assistant(answered(api, message)) : made.User(asked(api, message));
  });
}

export function toolOptions(
  api: MessageApi,
  { tools, toolChoice }: ChatCall,
): Pick<vscode.LanguageModelChatRequestOptions, "tools" | "toolMode"> {
  if (!tools || toolChoice === "none") return {};
  return {
    tools: tools.map(({ name, description = "", inputSchema = {} }) => ({ name, description, inputSchema })),
    ...(toolChoice === "required" && { toolMode: api.LanguageModelChatToolMode.Required }),
  };
}

function answered(api: MessageApi, message: ChatMessage): AssistantContent {
  return partsOf(message).flatMap((part): AssistantContent => {
    if (part.type === "tool_call") return [new api.LanguageModelToolCallPart(part.id, part.name, part.input)];
    return part.type === "text" ? [new api.LanguageModelTextPart(part.text)] : [];
  });
}

function asked(api: MessageApi, message: ChatMessage): UserContent {
  return partsOf(message).flatMap((part): UserContent => {
    switch (part.type) {
      case "text":
      case "image":
        return [shown(api, part) as vscode.LanguageModelTextPart];
      case "tool_result":
        return [
          new api.LanguageModelToolResultPart(
            part.id,
            part.content.map((inner) => shown(api, inner)),
          ),
        ];
      case "tool_call":
        return [];
    }
  });
}

function shown(api: MessageApi, part: TextPart | ImagePart): object {
  if (part.type === "text") return new api.LanguageModelTextPart(part.text);
  const { LanguageModelDataPart: Data } = api;
  if (!Data)
    throw new EndpointFailure("unsupported", t("This version of the editor cannot hand images to its models."), {
      lacks: "images",
    });
  return new Data(part.data, part.mimeType);
}
