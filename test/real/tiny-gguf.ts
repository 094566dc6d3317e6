/**
 * A language model of half a megabyte with random weights, the same on every machine: enough for llama.cpp to load and to compute with. What it
 * says is noise, with many multi-byte characters in it. Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */

const embedding = 64;
const heads = 4;
const kvHeads = 2;
const layers = 2;
const feedForward = 128;
const alignment = 32;
export const contextLength = 16_384;

const valueType = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;
/** `<unk>`, `<s>` and `</s>`, the first of the vocabulary. */
const specialTokens = 3;
const endToken = 2;
const tokenType = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

/** Words and characters of one to four bytes; llama.cpp's tokenizer writes a space as U+2581. */
const pieces = [
  "▁the",
  "▁a",
  "▁is",
  "▁of",
  "▁breaker",
  "▁open",
  "▁closed",
  "▁half",
  "▁model",
  "▁über",
  "▁naïve",
  "▁café",
  "é",
  "ü",
  "ß",
  "ñ",
  "Ж",
  "я",
  "λ",
  "東",
  "京",
  "都",
  "語",
  "模",
  "型",
  "한",
  "글",
  "…",
  "—",
  "🙂",
  "🚀",
  "▁",
];

class Bytes {
  readonly #chunks: Buffer[] = [];
  length = 0;

  raw(data: Buffer): this {
    this.#chunks.push(data);
    this.length += data.length;
    return this;
  }

  u32(value: number): this {
    const data = Buffer.alloc(4);
    data.writeUInt32LE(value);
    return this.raw(data);
  }

  u64(value: number): this {
    const data = Buffer.alloc(8);
    data.writeBigUInt64LE(BigInt(value));
    return this.raw(data);
  }

  f32(value: number): this {
    const data = Buffer.alloc(4);
    data.writeFloatLE(value);
    return this.raw(data);
  }

  string(text: string): this {
    const data = Buffer.from(text);
    return this.u64(data.length).raw(data);
  }

  pad(): this {
    return this.raw(Buffer.alloc((alignment - (this.length % alignment)) % alignment));
  }

  concat(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/** Numerical Recipes' linear congruential generator: -1..1, the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

function vocabulary(): { text: string; type: number }[] {
  const bytes = Array.from({ length: 256 }, (_, value) => ({
    text: `<0x${value.toString(16).toUpperCase().padStart(2, "0")}>`,
    type: tokenType.byte,
  }));
  return [
    { text: "<unk>", type: tokenType.unknown },
    { text: "<s>", type: tokenType.control },
    { text: "</s>", type: tokenType.control },
    ...bytes,
    ...pieces.map((text) => ({ text, type: tokenType.normal })),
  ];
}

interface Tensor {
  name: string;
  dims: number[];
  /** Standard deviation of the weights; 0: all ones (a norm). */
  spread: number;
  /** Rows at the beginning that are all zeros. */
  zeroRows?: number;
}

function tensors(vocabularySize: number): Tensor[] {
  const kv = (embedding / heads) * kvHeads;
  const list: Tensor[] = [
    { name: "token_embd.weight", dims: [embedding, vocabularySize], spread: 1 },
    { name: "output_norm.weight", dims: [embedding], spread: 0 },
    // A score of 0 is in the middle of all: a server that samples from the best forty never says one of these, so that no answer ends by itself.
    { name: "output.weight", dims: [embedding, vocabularySize], spread: 0.5, zeroRows: specialTokens },
  ];
  for (let layer = 0; layer < layers; layer++) {
    const weights: [string, number[], number][] = [
      ["attn_norm", [embedding], 0],
      ["attn_q", [embedding, embedding], 0.3],
      ["attn_k", [embedding, kv], 0.3],
      ["attn_v", [embedding, kv], 0.3],
      ["attn_output", [embedding, embedding], 0.3],
      ["ffn_norm", [embedding], 0],
      ["ffn_gate", [embedding, feedForward], 0.3],
      ["ffn_up", [embedding, feedForward], 0.3],
      ["ffn_down", [feedForward, embedding], 0.3],
    ];
    for (const [name, dims, spread] of weights) list.push({ name: `blk.${layer}.${name}.weight`, dims, spread });
  }
  return list;
}

function metadata(tokens: { text: string; type: number }[], architecture: string): { count: number; data: Buffer } {
  const out = new Bytes();
  let count = 0;
  const entry = (key: string, type: number) => {
    count++;
    return out.string(key).u32(type);
  };
  const u32 = (key: string, value: number) => entry(key, valueType.u32).u32(value);
  const f32 = (key: string, value: number) => entry(key, valueType.f32).f32(value);
  const string = (key: string, value: string) => entry(key, valueType.string).string(value);
  const array = (key: string, type: number, length: number) => entry(key, valueType.array).u32(type).u64(length);

  string("general.architecture", architecture);
  string("general.name", "tiny random test model");
  u32(`${architecture}.context_length`, contextLength);
  u32(`${architecture}.embedding_length`, embedding);
  u32(`${architecture}.block_count`, layers);
  u32(`${architecture}.feed_forward_length`, feedForward);
  u32(`${architecture}.attention.head_count`, heads);
  u32(`${architecture}.attention.head_count_kv`, kvHeads);
  u32(`${architecture}.rope.dimension_count`, embedding / heads);
  f32(`${architecture}.attention.layer_norm_rms_epsilon`, 1e-5);
  string("tokenizer.ggml.model", "llama");
  array("tokenizer.ggml.tokens", valueType.string, tokens.length);
  for (const { text } of tokens) out.string(text);
  array("tokenizer.ggml.scores", valueType.f32, tokens.length);
  tokens.forEach((_, index) => out.f32(-index));
  array("tokenizer.ggml.token_type", valueType.i32, tokens.length);
  for (const { type } of tokens) out.u32(type);
  u32("tokenizer.ggml.unknown_token_id", 0);
  u32("tokenizer.ggml.bos_token_id", 1);
  u32("tokenizer.ggml.eos_token_id", 2);
  string("tokenizer.chat_template", "{% for message in messages %}{{ message.content }}{% endfor %}");
  return { count, data: out.concat() };
}

export interface TinyOptions {
  /** Of the weights. The same seed gives the same bytes. */
  seed?: number;
  /** Of another one than `llama` it can be installed, but not loaded. */
  architecture?: string;
  /** Whatever it is asked, it answers with this and ends; else with noise and without an end. */
  says?: string;
}

/** The whole file. */
export function tinyGguf({ seed = 42, architecture = "llama", says }: TinyOptions = {}): Buffer {
  const tokens = [
    ...vocabulary(),
    // All that it says is one piece.
    ...(says === undefined ? [] : [{ text: says.replaceAll(" ", "▁"), type: tokenType.normal }]),
  ];
  const list = tensors(tokens.length);
  const { count, data } = metadata(tokens, architecture);
  const file = new Bytes();
  file.raw(Buffer.from("GGUF")).u32(3).u64(list.length).u64(count).raw(data);
  let offset = 0;
  const sizeOf = (tensor: Tensor) => tensor.dims.reduce((product, dim) => product * dim, 4);
  for (const tensor of list) {
    file.string(tensor.name).u32(tensor.dims.length);
    for (const dim of tensor.dims) file.u64(dim);
    file.u32(0).u64(offset);
    offset += Math.ceil(sizeOf(tensor) / alignment) * alignment;
  }
  file.pad();
  const random = seeded(seed);
  for (const tensor of list) {
    const weights = new Float32Array(sizeOf(tensor) / 4).map(() =>
      tensor.spread === 0 ? 1 : says === undefined ? random() * tensor.spread : 0,
    );
    weights.fill(0, 0, (tensor.zeroRows ?? 0) * embedding);
    if (says !== undefined) saying(tensor.name, weights, tokens.length - 1);
    file.raw(Buffer.from(weights.buffer)).pad();
  }
  return file.concat();
}

/** Every token leads to the last piece, which leads to the end: what is in the two first places of a token's embedding says which of the two comes next. */
function saying(tensor: string, weights: Float32Array, lastToken: number): void {
  const last = lastToken * embedding;
  if (tensor === "token_embd.weight") {
    for (let at = 0; at < weights.length; at += embedding) weights[at] = 1;
    weights[last] = 0;
    weights[last + 1] = 1;
  }
  if (tensor === "output.weight") {
    weights[last] = 10;
    weights[endToken * embedding + 1] = 10;
  }
}
