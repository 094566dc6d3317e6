import type { ChatChunk } from "./client";

/** What came in one packet, in order: neighbours of the same kind are one chunk, so that a fast stream costs a step per packet, not per token. */
export class ChunkBatch {
  #chunks: { type: "text" | "thinking"; text: string }[] = [];
  /** True as soon as any text that belongs to the answer has come. */
  hasText = false;

  add(type: "text" | "thinking", text: string): void {
    if (type === "text" && text !== "") this.hasText = true;
    const last = this.#chunks[this.#chunks.length - 1];
    if (last?.type === type) last.text += text;
    else this.#chunks.push({ type, text });
  }

  take(): ChatChunk[] {
    if (this.#chunks.length === 0) return [];
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }
}
