import type { ConversationStore } from "../../core/conversation/conversation-store";
import type { AnswerPanels } from "../answer-panel/panels";
import { leadOn } from "../actions/lead-on";
import { ago } from "../texts/format";
import { choices, messages } from "../notify";
import { conversation as texts } from "../texts/answer";

/** “LLM: Open Conversation…”: lets a person choose one of the earlier conversations, to go on with it. */
export const openConversation =
  (conversations: Pick<ConversationStore, "list" | "load">, answers: () => Pick<AnswerPanels, "resume">) =>
  async (): Promise<void> => {
    const kept = await conversations.list();
    if (kept.length === 0) return leadOn(texts.none, "ask");
    const now = Date.now();
    const picked = await choices.pick(
      kept.map(({ id, title, updatedAt, turns }) => ({
        label: title,
        description: `${texts.turns(turns)} · ${ago(now - updatedAt)}`,
        id,
      })),
      { title: texts.open, placeHolder: texts.openPlaceholder },
    );
    if (!picked) return;
    const conversation = await conversations.load(picked.id);
    if (conversation) answers().resume(conversation);
    else void messages.warning(texts.lost);
  };
