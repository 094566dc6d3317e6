import assert from "node:assert/strict";
import { EndpointError } from "../../failure/errors";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer } from "../../../../test/support/scripted-client";
import type { RequestRecord } from "../../model/request";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;

describe("whatever is thrown in the course of a request", () => {
  for (const thrown of [new RangeError("Invalid string length"), "a text", undefined]) {
    it(`reaches nobody raw: ${String(thrown)}`, async () => {
      const { service, run, clients } = serviceUnderTest({ endpoints: [cloud] }, { cloud: [answer()] });
      const records: RequestRecord[] = [];
      service.onEvent((event) => event.type === "request" && records.push(event.record));
      clients["cloud"]!.chat = () => Promise.reject(thrown);
      await assert.rejects(
        run(service.complete("Hi")),
        (error: unknown) => error instanceof EndpointError && error.kind === "internal" && error.attempts.length === 1,
      );
      // And where it is not the endpoint's client, but the way itself that breaks.
      Object.defineProperty(service.client("cloud")!, "warmUp", {
        get: () => {
          throw thrown;
        },
      });
      await assert.rejects(
        run(service.complete("Hi")),
        (error: unknown) =>
          error instanceof EndpointError && error.kind === "internal" && Array.isArray(error.attempts),
      );
      assert.deepEqual(
        records.map(({ outcome, kind }) => [outcome, kind]),
        [
          ["failure", "internal"],
          ["failure", "internal"],
        ],
      );
      assert.equal(service.endpoints()[0]!.inFlight, 0);
    });
  }
});
