import type { CancelSignal } from "../async/cancel-signal";
import type { ChatMessage, ToolCall, ToolChoice, ToolDefinition, Usage } from "../model/chat";
import type { ModelAbilities } from "../model/needs";

/** What a client is asked to send: the request with everything chosen. */
export interface ChatCall {
  model: string;
  messages: ChatMessage[];
  temperature?: number;
  maxTokens?: number;
  /** What the model may call; absent: nothing. */
  tools?: ToolDefinition[];
  toolChoice?: ToolChoice;
  /** True: stream. False: one whole answer (still delivered as pieces). */
  stream: boolean;
}

/** A piece of an answer as it comes. */
export interface AnswerPiece {
  /**
   * `thinking`: reasoning. `sign`: something that says nothing but that work goes on (a comment, an empty piece, a call of a tool that was not offered). Neither is part
   * of the answer. `calling`: a part of the call of a tool; all calls come with the answer's end, when it is proved.
   */
  type: "text" | "thinking" | "calling" | "sign";
  /** "" where it is no words. */
  text: string;
}

/** What the terminal marker of an answer says. */
export interface AnswerEnd {
  finishReason: string;
  /** By the names under which the tools were offered, each with an id of its own; absent: none. */
  toolCalls?: ToolCall[];
  model?: string;
  usage?: Usage;
  /** True: the server left out a part of the prompt without saying so. */
  promptTruncated?: true;
  /** Pieces of the answer that could not be read and were left out; absent: none. */
  unreadable?: number;
}

/** What one look at an endpoint tells. Liveness (answers), readiness (model installed), warmth (model resident) are three facts. */
export interface ProbeResult {
  /** undefined: nothing was seen of it, for want of something of this program's own. */
  live: boolean | undefined;
  /** undefined: not known. */
  ready?: boolean;
  warm?: boolean;
  /** The model that would be used. */
  model?: string;
  version?: string;
  /** Models the endpoint has, newest first, where it tells. */
  models?: string[];
  /** Why it is not live or not ready: a clear sentence. */
  message?: string;
  /** The failure behind a `live` that is not true, or a readiness problem. */
  failure?: Error;
}

/** A model that an endpoint offers for chats. */
export interface ListedModel {
  name: string;
  /** What it takes on disk. */
  bytes?: number;
  /** Whether it is in memory; undefined where that cannot be told. */
  resident?: boolean;
  /** What the list says of what it can; absent: nothing. */
  abilities?: ModelAbilities;
}

export interface PullProgress {
  status: string;
  completedBytes?: number;
  totalBytes?: number;
}

/** One kind of server, spoken natively. Throws `EndpointFailure`, or the signal's reason when the signal fired. */
export interface EndpointClient {
  /**
   * Sends the call; `onPiece` gets the answer's pieces as they come. Nothing is retried in here. `signal` aborts and closes the socket.
   * Resolves only when the terminal marker was seen: an answer that ends in any other way throws (`truncated`, `stream_error`, …).
   */
  chat(call: ChatCall, signal: CancelSignal, onPiece: (piece: AnswerPiece) => void): Promise<AnswerEnd>;
  /** The cheapest request that tells whether the server answers, without a look at models. */
  checkLive(signal: CancelSignal): Promise<ProbeResult>;
  /** Liveness, readiness and warmth of a model (of the default model without one). Throws nothing but the signal's reason. */
  probe(model: string | undefined, signal: CancelSignal): Promise<ProbeResult>;
  /** The model to use when neither the request nor the endpoint names one. Throws `model_missing` when there is none. */
  resolveModel(signal: CancelSignal): Promise<string>;
  /** Whether the model is resident: `undefined` where that cannot be told (cloud). */
  isWarm(model: string, signal: CancelSignal): Promise<boolean | undefined>;
  /** True while an outage of the endpoint is simulated. Absent: never. */
  readonly simulated?: boolean;
  /** Loads the model on a connection of its own and resolves when it is resident. Absent where there is nothing to load. */
  warmUp?(model: string, signal: CancelSignal): Promise<void>;
  /** The models that can chat, newest first where that is told. Throws where there is no list to be had. Absent where models have no list. */
  listModels?(signal: CancelSignal): Promise<ListedModel[]>;
  /**
   * What the server says of what a model can, by a request of its own. Throws nothing but the signal's reason: what cannot be learnt is not known. Absent where servers
   * do not tell.
   */
  abilities?(model: string, signal: CancelSignal): Promise<ModelAbilities>;
  /** Downloads a model. Absent where that is not possible. */
  pull?(model: string, signal: CancelSignal): AsyncIterable<PullProgress>;
}
