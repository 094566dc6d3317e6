import type { CancelSignal } from "../../async/cancel-signal";
import type { TransportResponse } from "../../ports/transport";
import type { AnswerEnd, AnswerPiece, ChatCall } from "../client";
import { type SchemaWords, wireCall } from "../message/wire-call";
import type { ApiCall, HttpApi } from "../wire/http-api";
import { readSome } from "../wire/read-body";
import { AnswerReader } from "./answer-reader";
import type { WireFormat } from "./said";
import { streamAnswer } from "./stream-answer";

/** How one kind of server is asked, and how it answers. */
export interface ChatFormat {
  /** Of the tools' schemas. */
  schemas: SchemaWords;
  request(call: ChatCall): ApiCall;
  /**
   * What is sent instead, after a refusal that only names what can be left out or made smaller. Absent: nothing.
   * @returns undefined where nothing of that kind was named
   */
  mend?(call: ChatCall, status: number, refusal: string): ChatCall | undefined;
  /** For one answer. */
  answer(): WireFormat;
}

/** One call is sent at most so often: once, and once more for each thing that a refusal names. */
const MOST_SENDS = 4;

/** Asks and reads the answer. Throws as `EndpointClient.chat` does. */
export async function exchangeChat(
  api: HttpApi,
  format: ChatFormat,
  asked: ChatCall,
  signal: CancelSignal,
  onPiece: (piece: AnswerPiece) => void,
): Promise<AnswerEnd> {
  const { call, offered } = wireCall(asked, api.deps.clock.wallNow(), format.schemas);
  const response = await send(api, format, call, signal);
  const context = api.context(call.model);
  const reader = new AnswerReader(format.answer(), context, offered);
  return await streamAnswer({ response, reader, clock: api.deps.clock, context, signal, onPiece });
}

/** Any 2xx: what it is, its bytes tell. */
async function send(
  api: HttpApi,
  format: ChatFormat,
  asked: ChatCall,
  signal: CancelSignal,
): Promise<TransportResponse> {
  let call = asked;
  for (let sends = 1; ; sends++) {
    const response = await api.send(format.request(call), signal);
    const { status } = response;
    if (status >= 200 && status < 300) return response;
    const refusal = await readSome(response.body, api.deps.clock, signal);
    const instead = sends < MOST_SENDS ? format.mend?.(call, status, refusal) : undefined;
    if (!instead) throw api.classify(response, refusal, call.model);
    call = instead;
  }
}
