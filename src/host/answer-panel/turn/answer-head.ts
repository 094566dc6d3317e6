import { isBusy, type AnswerHead, type AnswerStatus } from "../../../core/messages/turn";
import type { LlmService } from "../../../core/service/service-api";
import { codeFor } from "../../editing/code-blocks";
import { errors } from "../../texts/standing";
import type { AnswerText } from "./answer-text";
import type { CodeSource, Question } from "./question";
import type { Way } from "./way";

interface HeadSources {
  question: Question;
  /** With its times as of now. */
  status: AnswerStatus;
  way: Way;
  /** The text shown is that of an attempt that broke. */
  broken: boolean;
  /** A change of the code that was asked about waits to be applied or discarded. */
  proposed: boolean;
  answer: Pick<AnswerText, "whole">;
  service: Pick<LlmService, "endpoints">;
}

/** All that stands around the text of an answer, as the page is told of it. */
export function headOf({ question, status, way, broken, ...sources }: HeadSources): AnswerHead {
  const busy = isBusy(status);
  const notice = [question.notice, busy ? simulation(sources.service) : undefined]
    .filter((part) => part !== undefined)
    .join(" ");
  const code = question.type === "ask" ? question.source : undefined;
  return {
    question: question.title,
    ...(notice !== "" && { notice }),
    ...(code && !busy && placeOf(code, sources)),
    way: way.steps,
    status,
    broken,
  };
}

/** A person must not take a scripted failure for a real one. */
function simulation(service: HeadSources["service"]): string | undefined {
  const simulated = service.endpoints().filter((endpoint) => endpoint.simulated);
  return simulated.length > 0 ? errors.simulated(simulated.map(({ id }) => id)) : undefined;
}

/** What can be done with the code that was asked about. */
function placeOf(
  { place, replace }: CodeSource,
  { proposed, answer }: Pick<HeadSources, "proposed" | "answer">,
): Partial<Pick<AnswerHead, "replace" | "place">> {
  if (proposed) return { place: "proposed" };
  return {
    ...(place.stretches.length === 1 && { place: "replaceable" }),
    ...(codeFor(answer.whole, place.stretches.length) && { replace }),
  };
}
