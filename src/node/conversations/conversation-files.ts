import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, writeFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { parseConversation, type Conversation } from "../../core/conversation/conversation";
import type { ConversationStore, ConversationSummary } from "../../core/conversation/conversation-store";
import { openPlainFile } from "../files/open-plain-file";
import { MAX_CONVERSATION_BYTES, MAX_CONVERSATIONS, MAX_TURNS } from "../../core/model/limits";

/** What the first line of a file may have, in bytes. */
const MAX_FIRST_LINE_BYTES = 4096;

const firstLine = v.object({
  version: v.literal(1),
  id: v.string(),
  title: v.string(),
  updatedAt: v.number(),
  turns: v.number(),
  running: v.boolean(),
});

/**
 * A file for each conversation: a line with what a list shows, then a line with the whole. A file is replaced in one step, so that whoever reads it has the
 * old one or the new one; only its owner can read it.
 */
export class ConversationFiles implements ConversationStore {
  readonly #folder: string;
  /** Writes of one conversation follow each other. */
  readonly #writing = new Map<string, Promise<void>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  save(conversation: Conversation): Promise<void> {
    const { id } = conversation;
    const before = this.#writing.get(id) ?? Promise.resolve();
    const writing = before.then(undefined, () => undefined).then(() => this.#write(conversation));
    this.#writing.set(id, writing);
    return writing.finally(() => {
      if (this.#writing.get(id) === writing) this.#writing.delete(id);
    });
  }

  async load(id: string): Promise<Conversation | undefined> {
    await this.#writing.get(id)?.catch(() => undefined);
    // None, or nothing that can be read: both are no conversation to go back to.
    return this.#reading(id, async (file) => {
      if ((await file.stat()).size > 2 * MAX_CONVERSATION_BYTES) return undefined;
      const [, whole = ""] = (await file.readFile("utf8")).split("\n");
      const conversation = parseConversation(JSON.parse(whole));
      return conversation?.id === id ? conversation : undefined;
    });
  }

  async list(): Promise<ConversationSummary[]> {
    const summaries = await Promise.all((await this.#ids()).map((id) => this.#summary(id)));
    return summaries.filter((summary) => summary !== undefined).sort((one, other) => other.updatedAt - one.updatedAt);
  }

  async remove(id: string): Promise<void> {
    await this.#writing.get(id)?.catch(() => undefined);
    await rm(this.#pathOf(id), { force: true });
  }

  async clear(beforeMs = Infinity): Promise<void> {
    const old = (await this.list()).filter(({ updatedAt }) => updatedAt < beforeMs);
    await Promise.all(old.map(({ id }) => this.remove(id)));
    // What cannot be read shows in no list, but it may hold texts.
    if (beforeMs === Infinity) await Promise.all((await this.#ids()).map((id) => this.remove(id)));
  }

  async #write(conversation: Conversation): Promise<void> {
    const { version, id, updatedAt } = conversation;
    const kept = fitting(conversation);
    const summary = {
      version,
      id,
      title: conversation.title.slice(0, 200),
      updatedAt,
      turns: kept.turns.length,
      running: kept.turns.some(({ end }) => end.type === "running"),
    };
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const temporary = join(this.#folder, `.${id}-${randomUUID()}`);
    try {
      await writeFile(temporary, `${JSON.stringify(summary)}\n${JSON.stringify(kept)}\n`, { mode: 0o600, flag: "wx" });
      await rename(temporary, this.#pathOf(id));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await this.#forgetOldest();
  }

  async #forgetOldest(): Promise<void> {
    if ((await this.#ids()).length <= MAX_CONVERSATIONS) return;
    for (const { id } of (await this.list()).slice(MAX_CONVERSATIONS)) await this.remove(id);
  }

  async #ids(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.filter((name) => /^[0-9a-z-]{1,64}\.json$/.test(name)).map((name) => name.slice(0, -".json".length));
  }

  #summary(id: string): Promise<ConversationSummary | undefined> {
    return this.#reading(id, async (file) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_FIRST_LINE_BYTES));
      const line = buffer.toString("utf8", 0, bytesRead).split("\n", 1)[0] ?? "";
      const { success, output } = v.safeParse(firstLine, JSON.parse(line));
      return success && output.id === id ? output : undefined;
    });
  }

  /** @returns undefined where there is no such file, or it cannot be read */
  async #reading<T>(id: string, read: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
    try {
      const file = await openPlainFile(this.#pathOf(id));
      try {
        return await read(file);
      } finally {
        await file.close();
      }
    } catch {
      return undefined;
    }
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

/** The latest questions, as many as fit. */
function fitting(conversation: Conversation): Conversation {
  const turns = conversation.turns.slice(-MAX_TURNS);
  let chars = turns.reduce((sum, turn) => sum + turn.prompt.length + turn.answer.length, 0);
  while (turns.length > 1 && chars > MAX_CONVERSATION_BYTES / 2) {
    const oldest = turns.shift()!;
    chars -= oldest.prompt.length + oldest.answer.length;
  }
  return { ...conversation, turns };
}
