import { understands } from "./payload";

const text = "What came";

describe("a reason to finish that names a failure", () => {
  for (const word of [
    "abort",
    "network_error",
    "networkError",
    "NETWORK-ERROR",
    "error",
    "ERROR_LIMIT",
    "cancelled",
    "USER_CANCEL",
    "failed",
    "serverFailure",
    "timeout",
    "timed_out",
    "time-out",
    "TimedOut",
    "overloaded",
    "service unavailable",
    "insufficient_system_resource",
    "finish_reason_error",
    "content_filter_error",
    "interrupted",
    "disconnected",
    "deadline_exceeded",
    "server_shutdown",
    "rate_limit",
    "quota_exceeded",
    "OOM",
    "out_of_memory",
    "terminated",
    "preempted",
    "EVICTED",
  ])
    understands(
      `“${word}” is one, and what came stays readable`,
      (pen) => pen.text(text) + pen.finish(word) + pen.end,
      {
        kind: "stream_error",
        shown: text,
        says: /broke off its answer/,
      },
    );

  understands("is one where it comes with the text", (pen) => pen.text(text, "network_error") + pen.end, {
    kind: "stream_error",
    shown: text,
  });
  understands("is one where nothing had come", (pen) => pen.finish("abort") + pen.end, { kind: "stream_error" });
  understands(
    "is one in an object",
    (pen) => pen.text(text) + pen.finish({ type: "abort", message: "gone" }) + pen.end,
    {
      kind: "stream_error",
    },
  );
});

describe("a reason to finish that says that all is well", () => {
  for (const [word, finishReason] of [
    ["stop", "stop"],
    ["STOP", "stop"],
    ["eos", "stop"],
    ["eos_token", "stop"],
    ["endTurn", "stop"],
    ["end-turn", "stop"],
    ["stop_sequence", "stop"],
    ["StopSequence", "stop"],
    ["COMPLETE", "stop"],
    ["completed", "stop"],
    ["FINISH_REASON_STOP", "stop"],
    ["length", "length"],
    ["LENGTH", "length"],
    ["max_tokens", "length"],
    ["MAX_TOKENS", "length"],
    ["maxTokens", "length"],
    ["max-tokens", "length"],
    ["model_length", "length"],
    ["content_filter", "content_filter"],
    ["ContentFilter", "content_filter"],
    ["SAFETY", "content_filter"],
    ["tool_calls", "tool_calls"],
    ["toolUse", "tool_calls"],
    ["function_call", "tool_calls"],
  ] as const)
    understands(`“${word}” is “${finishReason}”`, (pen) => pen.text(text) + pen.finish(word) + pen.end, {
      content: text,
      finishReason,
    });

  for (const word of ["pause_turn", "load", "repetition", "toString", "__proto__", "Grund"])
    understands(
      `“${word}” is not known, and tells how the answer ended`,
      (pen) => pen.text(text) + pen.finish(word) + pen.end,
      {
        content: text,
        finishReason: word,
      },
    );
});

describe("a reason to finish that is none", () => {
  for (const reason of ["", "null", "None", null, false, "FINISH_REASON_UNSPECIFIED"])
    understands(
      `${JSON.stringify(reason)} does not end the answer`,
      (pen) => pen.text("One ", reason) + pen.text("two", reason) + pen.finish("stop") + pen.end,
      { content: "One two", finishReason: "stop" },
    );
  understands("proves nothing", (pen) => pen.text("One", "null"), { kind: "truncated", shown: "One" });
});
