import { understands } from "./payload";

const often = (step: string, times: number): (string | { pauseMs: number })[] =>
  Array.from({ length: times }, () => [step, { pauseMs: 20 }]).flat();
/** Twice what the clock of these tests allows for silence before the first token, and for thinking less than that. */
const config = { chain: [{ endpoint: "only", timeoutMs: 8_000 }], idleTimeoutMs: 8_000 };
const signs = ["openai", "anthropic"] as const;

describe("a pause that is no stall", () => {
  for (const comment of [
    ": prefill\n\n",
    ": keepalive\n\n",
    ":\n\n",
    ":\n",
    "\n",
    ": ping - 2026-01-01 00:00:00\r\n\r\n",
    "data: {}\n\n",
    "data:\n\n",
    'event: ping\ndata: {"type": "ping"}\n\n',
    "event: ping\ndata\n\n",
  ])
    understands(
      `${JSON.stringify(comment)} before and between tokens is a sign of life`,
      (pen) => ({
        steps: [
          ...often(comment, 40),
          pen.text("One "),
          ...often(comment, 40),
          pen.text("two"),
          pen.finish("stop") + pen.end,
        ],
        config,
      }),
      { content: "One two" },
    );
  understands(
    "blanks before one JSON answer are signs of life",
    (pen) => ({ steps: [...often(" ", 40), JSON.stringify(pen.whole("One"))], config }),
    { content: "One" },
  );
  understands(
    "empty pieces are signs of life",
    (pen) => ({
      steps: [
        ...often(pen.text(""), 40),
        pen.text("One "),
        ...often(pen.text(""), 40),
        pen.text("two"),
        pen.finish("stop") + pen.end,
      ],
      config,
    }),
    { content: "One two" },
  );
  understands(
    "pieces that only name the role are signs of life",
    (pen) => ({
      steps: [
        ...often(pen.message({ role: "assistant", content: null }), 40),
        pen.text("One"),
        pen.finish("stop") + pen.end,
      ],
      config,
    }),
    { content: "One" },
  );
  understands(
    "reasoning is a sign of life",
    (pen) => ({ steps: [...often(pen.thinking("Hm. "), 40), pen.text("One"), pen.finish("stop") + pen.end], config }),
    { content: "One" },
  );

  understands(
    "comments for ever end when the time for thinking is over",
    (pen) => ({
      steps: [...often(": keepalive\n\n", 400), pen.text("late")],
      config: { ...config, thinkingTimeoutMs: 12_000 },
    }),
    { kind: "ttft_timeout" },
    signs,
  );
  understands(
    "empty pieces for ever end when the time for thinking is over",
    (pen) => ({
      steps: [...often(pen.text(""), 400), pen.text("late")],
      config: { ...config, thinkingTimeoutMs: 12_000 },
    }),
    { kind: "ttft_timeout" },
  );
  understands(
    "comments for ever after text end too",
    (pen) => ({
      steps: [pen.text("One "), ...often(": keepalive\n\n", 400), pen.text("late")],
      config: { ...config, thinkingTimeoutMs: 12_000 },
    }),
    { kind: "idle_timeout", shown: "One " },
  );
  understands("silence is a stall", (pen) => ({ steps: [pen.text("One "), "hang"], config }), {
    kind: "idle_timeout",
    shown: "One ",
  });
});
