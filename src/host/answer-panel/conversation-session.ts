import type { Conversation } from "../../core/conversation/conversation";
import { fittedContext } from "../../core/conversation/fitted-context";
import type { Composer, ToPage } from "../../core/messages/answer";
import { MAX_QUEUED_QUESTIONS } from "../../core/model/limits";
import { conversation as texts } from "../texts/answer";
import { askOfKept, wordsOf } from "./turn/kept-turn";
import type { Ask, Question } from "./turn/question";
import { anew } from "./turn/replay";
import { AnswerSession } from "./turn/session";
import type { SessionDeps } from "./turn/session-deps";

/** While words come in, what is kept is at most so old, in milliseconds. */
const KEEP_MS = 1_000;

export interface ConversationDeps extends Omit<SessionDeps, "post"> {
  post(message: ToPage): void;
  /** Calls once after so many milliseconds. */
  later(ms: number, fn: () => void): void;
  /** Keeps the conversation over a reload; replaces what was kept before. */
  keep(conversation: Conversation): void;
  /** How many characters the model that will be asked can take. */
  room(): number;
  /** What stands around the box, but for what waits. */
  composer(): Omit<Composer, "queued">;
}

interface Turn {
  /** As it was asked, without what went with it as context. */
  asked: Question;
  session: AnswerSession;
}

interface Waiting {
  question: Ask;
  turnsBefore: number | undefined;
  begin(ended: Promise<void>): void;
}

/** Questions and answers that belong together. One question runs at a time; the next ones wait. It outlives the page that shows it. */
export class ConversationSession {
  readonly id: string;
  readonly #deps: ConversationDeps;
  readonly #turns: Turn[] = [];
  #queue: Waiting[] = [];
  #title = "";
  #keeping = false;

  /** @param kept an earlier conversation to go on with */
  constructor(id: string, deps: ConversationDeps, kept?: Conversation) {
    this.id = id;
    this.#deps = deps;
    this.#title = kept?.title ?? "";
    for (const turn of kept?.turns ?? []) {
      const asked = askOfKept(turn);
      this.#turns.push({ asked, session: AnswerSession.restored(asked, turn, this.#depsOf(this.#turns.length)) });
    }
  }

  /** The first question, or "" while there is none. */
  get title(): string {
    return this.#title;
  }

  get busy(): boolean {
    return this.#turns.at(-1)?.session.busy ?? false;
  }

  get empty(): boolean {
    return this.#turns.length === 0;
  }

  turn(index: number): AnswerSession | undefined {
    return this.#turns[index]?.session;
  }

  /**
   * Asks now, or when what was asked before has its answer. Resolves when the answer ended, however, or the question was taken back.
   * @param turnsBefore how many questions go with it as context, where it asks on: all by default
   */
  ask(question: Question, turnsBefore?: number): Promise<void> {
    if (!this.busy) return this.#run(question, turnsBefore);
    if (question.type === "replay" || this.#queue.length >= MAX_QUEUED_QUESTIONS) return Promise.resolve();
    return new Promise((resolve) => {
      this.#queue.push({ question, turnsBefore, begin: (ended) => resolve(ended) });
      this.tellComposer();
    });
  }

  /** Asks the question of a turn once more, below; what came before it goes with it again. */
  askAgain(index: number): Promise<void> {
    const turn = this.#turns[index];
    return turn ? this.ask(anew(turn.asked), index) : Promise.resolve();
  }

  /** Takes a question back that waits. */
  unqueue(index: number): void {
    const [taken] = this.#queue.splice(index, 1);
    taken?.begin(Promise.resolve());
    this.tellComposer();
  }

  /** Ends what runs and takes back what waits. @param by who ended it: a person, or the end of the window */
  stop(by?: "stopped" | "interrupted"): void {
    const waiting = this.#queue;
    this.#queue = [];
    for (const { begin } of waiting) begin(Promise.resolve());
    for (const { session } of this.#turns) session.stop(by);
  }

  breakerChanged(endpoint: string): void {
    for (const { session } of this.#turns) session.breakerChanged(endpoint);
  }

  /** Tells a page that knows nothing yet. */
  show(): void {
    this.#deps.post({ type: "conversation", id: this.id, title: this.#title });
    for (const [turn, { session }] of this.#turns.entries()) this.#deps.post({ ...session.snapshot(), turn });
    this.tellComposer();
  }

  tellComposer(): void {
    const queued = this.#queue.map(({ question }) => question.title);
    this.#deps.post({ type: "composer", composer: { ...this.#deps.composer(), queued } });
  }

  /** The whole as it is kept. */
  kept(): Conversation {
    return {
      version: 1,
      id: this.id,
      title: this.#title,
      updatedAt: this.#deps.now(),
      turns: this.#turns.map(({ session }) => session.kept()),
    };
  }

  async #run(question: Question, turnsBefore = this.#turns.length): Promise<void> {
    const index = this.#turns.length;
    if (index === 0) this.#title = question.title;
    const session = new AnswerSession(this.#withContext(question, turnsBefore), this.#depsOf(index));
    this.#turns.push({ asked: question, session });
    if (index === 0) this.#deps.post({ type: "conversation", id: this.id, title: this.#title });
    this.tellComposer();
    this.#keep();
    await session.run();
    this.#keep();
    const next = this.#queue.shift();
    if (next) next.begin(this.#run(next.question, next.turnsBefore));
  }

  #withContext(question: Question, turnsBefore: number): Question {
    if (question.type === "replay" || !question.follows) return question;
    const earlier = this.#turns.slice(0, turnsBefore).map(({ asked, session }) => ({
      prompt: wordsOf(anew(asked).messages).prompt,
      answer: session.content,
    }));
    const { messages, leftOut } = fittedContext(earlier, question.messages, this.#deps.room());
    const notice = [question.notice, leftOut > 0 ? texts.leftOut(leftOut) : undefined].filter(
      (part) => part !== undefined,
    );
    return { ...question, messages, ...(notice.length > 0 && { notice: notice.join(" ") }) };
  }

  #depsOf(turn: number): SessionDeps {
    return {
      ...this.#deps,
      post: (message) => {
        this.#deps.post({ ...message, turn });
        this.#keepSoon();
      },
    };
  }

  #keepSoon(): void {
    if (this.#keeping || !this.busy) return;
    this.#keeping = true;
    this.#deps.later(KEEP_MS, () => {
      this.#keeping = false;
      if (this.busy) this.#keep();
    });
  }

  #keep(): void {
    // What was only shown again is kept in the history; what is asked on from there makes it a conversation.
    if (this.#turns.some(({ asked }) => asked.type === "ask")) this.#deps.keep(this.kept());
  }
}
