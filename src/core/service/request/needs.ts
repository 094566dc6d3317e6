import { LACKING } from "../../failure/lacking";
import { t, tWord } from "../../l10n/t";
import type { MessagePart } from "../../model/chat";
import { typeInfo } from "../../model/endpoint-types";
import type { Need } from "../../model/needs";
import type { AttemptRecord } from "../../model/attempt";
import type { ManagedEndpoint } from "../endpoints/managed-endpoint";
import type { RequestInput } from "./input";

/** What a request needs of whoever answers it. */
export interface RequestNeeds {
  readonly needs: readonly Need[];
  /** Tokens that the prompt has at the very least. */
  readonly leastTokens: number;
}

export const NO_NEEDS: RequestNeeds = { needs: [], leastTokens: 0 };

/** Hardly any text has more characters to a token: an endpoint that may hold it is asked. */
const MOST_CHARS_PER_TOKEN = 6;

export function needsOf({ messages, options }: RequestInput): RequestNeeds {
  let chars = 0;
  let images = false;
  for (const { content } of messages) {
    if (typeof content === "string") chars += content.length;
    else
      for (const part of content) {
        chars += charsOf(part);
        images ||= showsImage(part);
      }
  }
  const tools = options.tools !== undefined && options.toolChoice !== "none";
  return {
    needs: [...(tools ? (["tools"] as const) : []), ...(images ? (["images"] as const) : [])],
    leastTokens: chars / MOST_CHARS_PER_TOKEN,
  };
}

/**
 * Why an endpoint is not asked, because it cannot do what the request needs as far as is known: of its type, of its model, of its context.
 * @param model the one that would be asked, where that is known
 * @returns undefined: it can, or may be tried
 */
export function unableTo(
  { needs, leastTokens }: RequestNeeds,
  endpoint: ManagedEndpoint,
  model: string | undefined,
): Pick<AttemptRecord, "kind" | "message"> | undefined {
  const { id, config, abilities } = endpoint;
  const { takes, server } = typeInfo(config.type);
  const placeless = needs.find((need) => !takes.includes(need));
  if (placeless) return { kind: "unsupported", message: LACKING[placeless].server(id, tWord(server)) };
  const lacks = model === undefined ? undefined : abilities.lacks(model, needs);
  if (model !== undefined && lacks) return { kind: "unsupported", message: LACKING[lacks].itsModel(id, model) };
  const room = config.contextLength ?? (model === undefined ? undefined : abilities.contextLength(model));
  if (room === undefined || leastTokens <= room) return undefined;
  const tokens = Math.floor(leastTokens);
  return {
    kind: "context_length",
    message:
      model === undefined
        ? t("{0} is not asked: the prompt has more than {1} tokens, and its model takes {2}.", id, tokens, room)
        : t(
            "{0} is not asked: the prompt has more than {1} tokens, and its model {2} takes {3}.",
            id,
            tokens,
            model,
            room,
          ),
  };
}

function charsOf(part: MessagePart): number {
  switch (part.type) {
    case "text":
      return part.text.length;
    case "tool_result":
      return part.content.reduce((sum, inner) => sum + charsOf(inner), 0);
    case "image":
    case "tool_call":
      return 0;
  }
}

const showsImage = (part: MessagePart): boolean =>
  part.type === "image" || (part.type === "tool_result" && part.content.some(({ type }) => type === "image"));
