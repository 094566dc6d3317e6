import { codeBlocks, codeFor } from "../editing/code-blocks";
import { agreed, type Confirm } from "../editing/hidden-in-code";
import type { Insertion } from "../editing/insertion";
import type { Proposal } from "../editing/proposal";
import type { Proposals } from "../editing/proposals";
import { CannotEdit } from "../editing/editable";
import { shortened } from "../texts/format";
import { choices, messages } from "../notify";
import { edit as texts } from "../texts/editing";
import { anew } from "./turn/replay";
import type { AnswerSession } from "./turn/session";

export interface CodeActionsDeps {
  insertion: Pick<Insertion, "insert">;
  proposals: Pick<Proposals, "show" | "apply" | "discard">;
}

/** What the buttons of an answer do with its code. Where something cannot be done a message says why, and nothing was changed. */
export class CodeActions {
  readonly #deps: CodeActionsDeps;
  readonly #session: AnswerSession;
  #proposal: Proposal | undefined;

  constructor(session: AnswerSession, deps: CodeActionsDeps) {
    this.#session = session;
    this.#deps = deps;
  }

  /** Inserts the answer's code at the cursor, or its words where it has no code: a fence is never meant. */
  async insertAnswer(): Promise<void> {
    const { content } = this.#session;
    const blocks = codeBlocks(content);
    const [only] = blocks;
    if (!only) return this.#insert(content, "words");
    const chosen =
      blocks.length === 1
        ? only
        : (
            await choices.pick(
              blocks.map((block) => {
                const lines = block.code.split("\n");
                const first = lines.find((line) => line.trim() !== "") ?? "";
                const facts = [block.info, texts.lines(lines.length), ...(block.whole ? [] : [texts.incomplete])];
                return {
                  label: shortened(first.trim(), 80),
                  description: facts.filter((fact) => fact !== "").join(" · "),
                  block,
                };
              }),
              { title: texts.chooseBlock },
            )
          )?.block;
    if (chosen) await this.#insert(chosen.code, "code");
  }

  async insertCode(code: string): Promise<void> {
    await this.#insert(code, "code");
  }

  /** Shows what the answer's code would change. */
  async replace(): Promise<void> {
    const { source } = anew(this.#session.question);
    const codes = source && codeFor(this.#session.content, source.place.stretches.length);
    if (codes) await this.#propose(codes);
  }

  /** Shows what one block of the answer would change. */
  async replaceBy(code: string): Promise<void> {
    await this.#propose([code]);
  }

  async apply(): Promise<void> {
    const proposal = this.#proposal;
    if (proposal) await told(() => this.#deps.proposals.apply(proposal));
  }

  async discard(): Promise<void> {
    if (this.#proposal) await this.#deps.proposals.discard(this.#proposal);
  }

  async #insert(text: string, kind: "code" | "words"): Promise<void> {
    const known = await agreed(text, confirm);
    if (known !== undefined) await told(() => this.#deps.insertion.insert(known, kind));
  }

  async #propose(codes: readonly string[]): Promise<void> {
    const { source } = anew(this.#session.question);
    if (source?.place.stretches.length !== codes.length) return;
    const known: string[] = [];
    for (const code of codes) {
      const text = await agreed(code, confirm);
      if (text === undefined) return;
      known.push(text);
    }
    await told(async () => {
      this.#proposal = await this.#deps.proposals.show(source.place, known, () => {
        this.#proposal = undefined;
        this.#session.setProposed(false);
      });
      this.#session.setProposed(true);
    });
  }
}

const confirm: Confirm = (message, detail, ...buttons) => messages.confirm(message, detail, ...buttons);

async function told(edit: () => Promise<void>): Promise<void> {
  try {
    await edit();
  } catch (error) {
    if (!(error instanceof CannotEdit)) throw error;
    void messages.warning(error.message);
  }
}
