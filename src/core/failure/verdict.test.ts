import assert from "node:assert/strict";
import { EndpointFailure, type FailureDetails } from "./endpoint-failure";
import type { FailureKind } from "../model/failure-kinds";
import { judge, type FailureContext, type Verdict } from "./verdict";

const cloud: FailureContext = { local: false, loopback: false, shown: false, emptyStreak: 0, online: true };
const local: FailureContext = { ...cloud, local: true, loopback: true };

interface Row {
  row: string;
  kind: FailureKind;
  details?: FailureDetails;
  context?: Partial<FailureContext>;
  at?: FailureContext;
  expect: Partial<Verdict>;
}

/** The decision table of the failure taxonomy, one line a case. */
const rows: Row[] = [
  {
    row: "3 refused, local: not running, asking again does not help",
    kind: "refused",
    at: local,
    expect: { counts: true, retry: "no", next: "any" },
  },
  { row: "3 refused, cloud: once more", kind: "refused", expect: { counts: true, retry: "yes", next: "any" } },
  { row: "3 connect timeout, cloud", kind: "connect_timeout", expect: { counts: true, retry: "yes", next: "any" } },
  {
    row: "4 name does not resolve, other hosts answer",
    kind: "dns",
    expect: { counts: true, retry: "no", next: "any" },
  },
  {
    row: "4 name does not resolve, nothing else answers",
    kind: "dns",
    context: { online: false },
    expect: { counts: false, retry: "no", next: "loopback" },
  },
  {
    row: "4 no route, nothing else answers",
    kind: "offline",
    context: { online: false },
    expect: { counts: false, next: "loopback" },
  },
  { row: "5 certificate", kind: "tls", expect: { counts: false, retry: "no", next: "any" } },
  { row: "6 proxy", kind: "proxy", expect: { counts: false, retry: "no", next: "loopback" } },
  { row: "7 reset on a fresh socket", kind: "reset", expect: { counts: true, retry: "yes", next: "any" } },
  { row: "8 no token in time", kind: "ttft_timeout", expect: { counts: true, retry: "longer_step", next: "any" } },
  { row: "9 load took too long", kind: "load_timeout", at: local, expect: { counts: false, retry: "no", next: "any" } },
  {
    row: "11 stalled",
    kind: "idle_timeout",
    context: { shown: true },
    expect: { counts: true, retry: "no", next: "any" },
  },
  { row: "12 cut off, nothing shown", kind: "truncated", expect: { counts: true, retry: "yes", next: "any" } },
  {
    row: "12 cut off, text shown",
    kind: "truncated",
    context: { shown: true },
    expect: { counts: true, retry: "no", next: "any" },
  },
  { row: "13 in-band error", kind: "stream_error", expect: { counts: true, retry: "no", next: "any" } },
  {
    row: "13 in-band error that is not the endpoint's doing",
    kind: "stream_error",
    details: { counts: false },
    expect: { counts: false },
  },
  {
    row: "16, 17 rate limited",
    kind: "rate_limited",
    expect: { counts: false, retry: "yes", next: "any", restraint: { type: "gate" } },
  },
  {
    row: "18 quota",
    kind: "quota",
    expect: {
      counts: false,
      retry: "no",
      next: "any",
      restraint: { type: "latch", scope: "endpoint", until: "changed" },
    },
  },
  {
    row: "19 key rejected",
    kind: "auth",
    expect: {
      counts: false,
      retry: "no",
      next: "any",
      restraint: { type: "latch", scope: "endpoint", until: "changed" },
    },
  },
  {
    row: "20 model missing",
    kind: "model_missing",
    expect: { counts: false, retry: "no", next: "any", restraint: { type: "latch", scope: "model", until: "changed" } },
  },
  { row: "21 bad request", kind: "bad_request", expect: { counts: false, retry: "no", next: "none" } },
  {
    row: "21 unsupported parameter",
    kind: "bad_request",
    details: { unsupported: true },
    expect: { counts: false, retry: "no", next: "any" },
  },
  { row: "22 too long", kind: "context_length", expect: { counts: false, retry: "no", next: "larger_context" } },
  { row: "23 filtered", kind: "content_filter", expect: { counts: false, retry: "no", next: "none" } },
  {
    row: "longer than an answer may be",
    kind: "too_large",
    context: { shown: true },
    expect: { counts: false, retry: "no", next: "none" },
  },
  {
    row: "8 thought for too long",
    kind: "ttft_timeout",
    details: { retry: "no" },
    expect: { counts: true, retry: "no", next: "any" },
  },
  { row: "24 server error", kind: "server_error", expect: { counts: true, retry: "yes", next: "any" } },
  {
    row: "25 load failed",
    kind: "load_failed",
    at: local,
    expect: { counts: false, retry: "no", next: "any", restraint: { type: "latch", scope: "model", until: 60_000 } },
  },
  { row: "26 overloaded", kind: "overloaded", expect: { counts: true, retry: "yes", next: "any" } },
  {
    row: "27 conflict, too early",
    kind: "server_error",
    details: { counts: false, status: 409 },
    expect: { counts: false },
  },
  {
    row: "28 a web page from a remote host",
    kind: "not_an_api",
    details: { status: 200 },
    expect: { counts: false, retry: "no", next: "loopback" },
  },
  {
    row: "28 a web page from this machine",
    kind: "not_an_api",
    at: local,
    details: { status: 200 },
    expect: { counts: false, next: "any" },
  },
  {
    row: "28 a 404 page: wrong address",
    kind: "not_an_api",
    details: { status: 404 },
    expect: { counts: false, next: "any" },
  },
  { row: "29 body is garbage", kind: "malformed", expect: { counts: true, retry: "yes", next: "any" } },
  {
    row: "30 empty answer, first",
    kind: "empty",
    context: { emptyStreak: 1 },
    expect: { counts: false, retry: "yes", next: "any" },
  },
  { row: "30 empty answer, third in a row", kind: "empty", context: { emptyStreak: 3 }, expect: { counts: true } },
  { row: "34 our own bug", kind: "internal", expect: { counts: false, retry: "no", next: "none" } },
];

describe("verdict of a failed attempt", () => {
  for (const { row, kind, details, context, at, expect } of rows) {
    it(`row ${row}`, () => {
      const verdict = judge(new EndpointFailure(kind, "failed", details), { ...(at ?? cloud), ...context });
      for (const [key, value] of Object.entries(expect)) assert.deepEqual(verdict[key as keyof Verdict], value, key);
    });
  }

  it("does not let one verdict change the table for the next", () => {
    judge(new EndpointFailure("refused", "failed"), local);
    assert.equal(judge(new EndpointFailure("refused", "failed"), cloud).retry, "yes");
  });
});
