import { isCut } from "../../core/history/client/bounded-entry";
import type { RequestId } from "../../core/history/types";
import type { ToHost } from "../../core/messages/dashboard";
import { isHttp } from "../../core/model/endpoint-types";
import { healthSentence, mendingAction } from "../standing/health-words";
import type { DashboardDeps } from "./deps";
import { dashboard as texts } from "./texts";
import { wayText } from "./way-text";

type EndpointAction = Extract<ToHost, { type: "act" }>["action"];
type RequestAction = Extract<ToHost, { type: "request" }>["action"];

/** Does what a card's button says. @returns what to tell the person, if anything. Throws when there is no such endpoint. */
export async function performOnEndpoint(
  action: EndpointAction,
  endpoint: string,
  { service, clock, perform, offered }: Pick<DashboardDeps, "service" | "clock" | "perform" | "offered">,
): Promise<string | undefined> {
  const status = service.endpoints().find(({ id }) => id === endpoint);
  if (!status) throw new Error(texts.unknownEndpoint(endpoint));
  switch (action) {
    case "reset":
      service.reset(endpoint);
      return texts.reset(endpoint);
    case "trip":
      service.trip(endpoint);
      return texts.tripped(endpoint);
    case "trial":
      service.allowTrial(endpoint);
      return status.state === "closed" ? texts.askedAgain(endpoint) : texts.trial(endpoint);
    case "mend": {
      const cure = mendingAction(status, clock.wallNow(), offered);
      if (cure) await perform(cure);
      return undefined;
    }
    case "probe":
      return texts.probed(
        endpoint,
        healthSentence(await service.checkHealth(endpoint), clock.wallNow(), service.offline),
      );
  }
}

/** @returns what to tell the person. Throws when no outage can be simulated for this endpoint. */
export function startSimulation(
  { endpoint, mode, forMs }: Extract<ToHost, { type: "simulate" }>,
  { service, chaos, clock }: DashboardDeps,
): string {
  const status = service.endpoints().find(({ id }) => id === endpoint);
  if (!status) throw new Error(texts.unknownEndpoint(endpoint));
  if (!isHttp(status.type)) throw new Error(texts.cannotSimulate(endpoint));
  chaos.set(status.url, mode, clock.wallNow() + forMs);
  return texts.simulating(endpoint, mode, forMs);
}

/** @returns what to tell the person, if anything. Throws when the request or its texts are gone. */
export async function performOnRequest(
  action: RequestAction,
  id: RequestId,
  deps: DashboardDeps,
): Promise<string | undefined> {
  const request = await deps.history.request(id);
  if (!request) throw new Error(texts.requestGone);
  switch (action) {
    case "open":
      await deps.openAnswer(request);
      return undefined;
    case "again":
      if (!request.messages?.length) throw new Error(texts.textsGone);
      if (request.messages.some(({ content }) => isCut(content))) throw new Error(texts.questionCut);
      await deps.askAgain(request);
      return undefined;
    case "copyWay":
      await deps.copy(wayText(request));
      return texts.wayCopied;
  }
}
