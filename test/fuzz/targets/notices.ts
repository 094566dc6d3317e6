import { MAX_NOTICE_CHARS } from "../../../src/core/model/limits";
import fc from "fast-check";
import type { EndpointStatus } from "../../../src/core/model/endpoint";
import type { ServiceEvent } from "../../../src/core/model/service-events";
import { failureView } from "../../../src/host/standing/failure-view";
import { AllEndpointsFailedError, EndpointError } from "../../../src/core/failure/errors";
import { FAILURE_KINDS, type FailureKind } from "../../../src/core/model/failure-kinds";
import { watchOutages } from "../../../src/host/notices/outage-notice";
import { analyze } from "../../../src/host/texts/asking";
import { edit } from "../../../src/host/texts/editing";
import { keys } from "../../../src/host/texts/keys";
import { settings } from "../../../src/host/texts/settings";
import { FakeClock } from "../../support/fake-clock";
import { OutageBoard } from "../../support/outage-board";
import { endpointStatus } from "../../unit/support/endpoint-status";
import { asNotice } from "../as-notice";
import { must } from "../alarm";
import { hostileText } from "../hostile-text";
import { mustBeClean, mustBeSafeInNotice } from "../showable";
import { target } from "../target";

interface NoticeCase {
  id: string;
  because: string;
  file: string;
  kind: FailureKind;
  message: string;
}

/** Everything that comes up over the editor by itself: who wrote the words cannot make it do anything. */
export const noticeTarget = target<NoticeCase>({
  name: "notices",
  about: "endpoint ids, causes, file names and sentences on their way into notices and the panel",
  input: (size) => {
    const text = hostileText(size);
    return fc.record({
      id: text,
      because: text,
      file: text,
      kind: fc.constantFrom(...(Object.keys(FAILURE_KINDS) as FailureKind[])),
      message: text,
    });
  },
  async run({ id, because, file, kind, message }, watch) {
    const shown: string[] = [];
    const status: EndpointStatus = endpointStatus({ id, state: "open", openedBecause: because, retryAfterMs: 1_000 });
    const listeners: ((event: ServiceEvent) => void)[] = [];
    const problems: unknown[] = [];
    const clock = new FakeClock();
    watchOutages({
      clock,
      outages: new OutageBoard(),
      service: {
        endpoints: () => [status],
        onEvent: (listener) => (listeners.push(listener), { dispose: () => undefined }),
      },
      warn: async (text) => void shown.push(text),
      offered: (actions) => actions,
      perform: async () => undefined,
      log: (error) => problems.push(error),
    });
    const change = {
      from: "closed",
      to: "open",
      at: 0,
      retryAfterMs: 1_000,
      consecutiveFailures: 3,
      failureRate: undefined,
      slowCallRate: undefined,
      reason: "failure_threshold",
    } as const;
    for (const listener of listeners) listener({ type: "state", endpoint: id, change } as ServiceEvent);
    clock.advance(60_000);
    await new Promise(setImmediate);
    must(shown.length === 1, "wrong", () => `${shown.length} notices of one outage`);
    if (problems.length > 0) throw problems[0];
    shown.push(
      analyze.empty(file),
      analyze.notText(file),
      analyze.binary(file),
      keys.stored(id),
      settings.bad([message]),
      settings.refused(message),
      edit.readOnly(file),
      edit.noFile(file),
      edit.closed(file),
      edit.untitledClosed(file),
    );
    for (const text of shown)
      mustBeSafeInNotice(
        watch.call(() => asNotice(text)),
        "a notice",
      );

    const attempt = { endpoint: id, step: 0, startedAt: 0, durationMs: 1, outcome: "failure" as const, kind, message };
    const failure = new EndpointError(kind, message, [attempt], { endpoint: id });
    for (const error of [failure, new AllEndpointsFailedError(message, [attempt], failure)]) {
      const view = watch.call(() => failureView(error, [status], true, 0));
      must(view.actions.length > 0, "wrong", () => "a failure without anything to do");
      for (const text of [view.message, ...view.lines.map((line) => line.text)])
        mustBeClean(asNotice(text), "a line of the panel", MAX_NOTICE_CHARS);
    }
  },
});
