import { checkRows, type Row } from "./row";

const all = ["local", "cloud", "claude"] as const;

const rows: Row[] = [
  { row: 11, title: "stall after three tokens", on: all, fault: { kind: "hang", at: 3 }, kind: "idle_timeout", counts: true, retried: false, movesOn: true, shows: true },
  { row: 11, title: "tokens that come ever more slowly", on: all, fault: { kind: "pace", tokensPerSecond: 4 }, kind: "idle_timeout", counts: true, retried: false, movesOn: true, shows: true },
  { row: 12, title: "reset after three tokens", on: all, fault: { kind: "reset", at: 3 }, kind: ["reset", "truncated"], counts: true, retried: false, retriedUnshown: true, movesOn: true, shows: true },
  { row: 12, title: "end of connection after three tokens", on: all, fault: { kind: "fin", at: 3 }, kind: ["reset", "truncated"], counts: true, retried: false, retriedUnshown: true, movesOn: true, shows: true },
  {
    row: 12, title: "end of a body without length, unseen below the protocol", on: all, fault: { kind: "fin", at: 3, closeDelimited: true }, kind: ["reset", "truncated"], counts: true, retried: false, retriedUnshown: true,
    movesOn: true, shows: true,
  },
  { row: 12, title: "body shorter than promised", on: all, fault: { kind: "shortContentLength" }, kind: ["reset", "truncated"], counts: true, retried: false, retriedUnshown: true, movesOn: true, shows: true },
  { row: 12, title: "clean end without a terminal marker", on: all, fault: { kind: "truncate", afterTokens: 3 }, kind: "truncated", counts: true, retried: false, retriedUnshown: true, movesOn: true, shows: true },
  { row: 12, title: "all tokens, and no terminal marker", on: all, fault: { kind: "truncate" }, kind: "truncated", counts: true, retried: false, retriedUnshown: true, movesOn: true, shows: true },
  { row: 12, title: "reset after the headers, before any token", on: all, fault: { kind: "reset", at: "afterHeaders" }, kind: ["reset", "truncated"], counts: true, retried: true, movesOn: true },
  { row: 12, title: "end of connection after the headers", on: all, fault: { kind: "fin", at: "afterHeaders" }, kind: ["reset", "truncated"], counts: true, retried: true, movesOn: true },
  { row: 12, title: "status 200 without a single byte", on: all, fault: { kind: "emptyBody" }, kind: ["truncated", "empty", "malformed"], counts: true, retried: true, movesOn: true },
  { row: 13, title: "the server's own error in mid-stream", on: all, fault: { kind: "errorEvent", afterTokens: 3 }, kind: ["stream_error", "server_error"], counts: true, retried: false, movesOn: true, shows: true },
  {
    row: 13, title: "an overload told in mid-stream", on: ["cloud"], kind: ["overloaded", "stream_error"], counts: true, retried: false, movesOn: true, shows: true,
    fault: { kind: "errorEvent", afterTokens: 3, error: { message: "Overloaded", type: "overloaded_error", code: "server_is_overloaded" } },
  },
  {
    row: 13, title: "a mistake of the request told in mid-stream", on: ["cloud"], kind: "bad_request", counts: false, retried: false, movesOn: false, shows: true,
    fault: { kind: "errorEvent", afterTokens: 3, error: { message: "Invalid parameter", type: "invalid_request_error", param: "x", code: null } },
  },
  {
    row: 18, title: "no credit, told in mid-stream", on: ["cloud"], kind: "quota", counts: false, retried: false, movesOn: true, latched: true,
    fault: { kind: "errorEvent", afterTokens: 0, error: { message: "You exceeded your current quota", type: "insufficient_quota", code: "insufficient_quota" } },
  },
  { row: 29, title: "a body that is no answer", on: all, fault: { kind: "garbage" }, kind: "malformed", counts: true, retried: true, movesOn: true },
  { row: 30, title: "a complete answer without content", on: all, fault: { kind: "empty" }, kind: "empty", counts: false, retried: true, movesOn: true },
];

checkRows("faults in the answer", rows);
