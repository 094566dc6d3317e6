import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/support/fake-llm-service";
import { redacted, redactedValue, type Private } from "./redact";
import { diagnosticReport, type DiagnosticFacts } from "./report";

const hide: Private = { secrets: ["very secret stored key 1"], home: "/srv/people/mallory", user: "mallory" };

/** Each holds exactly one thing that must not be told, which holds “zzz”. */
const HOSTILE = [
  "https://user:zzzpassword@api.example/v1",
  "see https://zzz@api.example/v1 now",
  "https://api.example/v1?api_key=zzz&x=1",
  "https://api.example/v1?anything=zzz#zzz",
  "socks5://u:zzz@proxy.example:1080",
  "Authorization: Bearer zzz.token",
  "authorization=Basic enp6enp6",
  '{"api_key":"zzz123"}',
  '{"clientSecret": "zzz123"}',
  "x-api-key: zzz123",
  "password = zzz",
  "access_token=zzz;next",
  "the key sk-zzz12345678 is wrong",
  "Incorrect API key provided: gsk_zzz12345678",
  "AIzazzzzzzzzzzzzzzzz",
  "eyJzzzzzz.zzzzz.zzzzz",
  "ghp_zzzzzzzzzzzz",
  "/home/zzz/project/file.ts",
  "/Users/zzz/project/file.ts",
  "C:\\Users\\zzz\\project",
  "c:/Users/zzz/project",
  "file:///home/zzz/a.ts",
  "vscode-remote://ssh-remote+box/home/zzz/a",
];

describe("a report that is given to others", () => {
  for (const text of HOSTILE)
    it(`leaves out what is private of ${JSON.stringify(text)}`, () => {
      for (const told of [redacted(text, hide), JSON.stringify(redactedValue({ deep: [{ text }] }, hide))])
        assert.ok(!/zzz|enp6/.test(told), told);
    });

  it("leaves out stored keys, the person's own folder and name, wherever they stand", () => {
    for (const text of [
      "echo: very secret stored key 1!",
      "/srv/people/mallory/x",
      "at MALLORY's",
      "D:/data/mallory.json",
      "https://mallory.example/",
    ])
      assert.ok(!/very secret|mallory/i.test(redacted(text, hide)), redacted(text, hide));
    assert.equal(redacted("/srv/people/mallory/x", hide), "~/x");
  });

  it("keeps what is of use", () => {
    for (const text of [
      "Ollama is not running at http://localhost:11434.",
      "429 rate limited: token limit 8192 reached, max_tokens: 20",
      "llama3.2:latest",
      "home is where users are",
      "idempotency-key: 1",
    ])
      assert.equal(redacted(text, hide), text);
    assert.equal(redacted("root is here", { ...hide, user: "ro" }), "root is here", "a short name is part of words");
  });

  it("tells of headers their names only, and bounds what it is given", () => {
    assert.deepEqual(redactedValue({ headers: { "X-Team": "zzz" }, "metrics.otlpHeaders": { a: "zzz" } }, hide), {
      headers: { "X-Team": "…" },
      "metrics.otlpHeaders": { a: "…" },
    });
    let deep: unknown = "zzz";
    for (let depth = 0; depth < 50; depth++) deep = { deep };
    assert.doesNotMatch(JSON.stringify(redactedValue(deep, hide)), /zzz/);
    assert.ok(redacted("x".repeat(1e6), hide).length <= 2_000);
  });

  it("takes time in proportion to a text's length, whatever is in it", () => {
    for (const piece of ["a-", "key", "://", "/home/", "Bearer ", "%5c", "eyJ", '"', "=", ": ", "C:"]) {
      const started = performance.now();
      redacted(piece.repeat(100_000), hide);
      assert.ok(performance.now() - started < 1_000, piece);
    }
  });

  it("has secrets in none of its parts, wherever they come from, and says how things are", () => {
    const all = HOSTILE.join(" ");
    const facts: DiagnosticFacts = {
      now: 1_800_000_000_000,
      versions: [
        ["LLM Breaker", "0.1.0"],
        ["Runs on", all],
      ],
      settings: {
        "llmBreaker.endpoints": HOSTILE.map((text) => ({
          id: text,
          url: text,
          model: text,
          headers: { a: text },
          proxy: text,
        })),
      },
      problems: HOSTILE,
      endpoints: HOSTILE.map((text) =>
        endpointStatus({
          id: text,
          url: text,
          model: text,
          latched: { kind: "auth", message: text },
          trouble: { kind: "auth", message: text },
        }),
      ),
      offline: false,
      failures: HOSTILE.map((text, index) => ({
        startedAt: index === 0 ? NaN : 1_799_999_999_000,
        kind: "auth",
        errorMessage: text,
        attempts: [
          {
            endpoint: text,
            step: 0,
            startedAt: 0,
            durationMs: 1,
            outcome: "failure",
            kind: "auth",
            status: 401,
            message: text,
          },
        ],
      })),
    };
    const report = diagnosticReport(facts, hide);
    assert.doesNotMatch(report, /zzz|enp6/);
    assert.match(report, /^# LLM Breaker diagnostics\n\n- LLM Breaker: 0/);
    assert.match(report, /check API key/);
    assert.match(report, /2027-01-15T07:59:59\.000Z auth/);
    assert.ok(report.length < 45_000);
  });

  it("stays a table and a listing, whatever things are called", () => {
    const id = "a | b\n``` [x](command:y) <img src=x> \u202e";
    const report = diagnosticReport(
      {
        now: 0,
        versions: [],
        settings: { "llmBreaker.endpoints": [{ id: "````\n# not a title" }] },
        problems: [],
        endpoints: [endpointStatus({ id })],
        offline: false,
        failures: [],
      },
      hide,
    );
    const row = report.split("\n").filter((line) => line.startsWith("| a"));
    assert.equal(row.length, 1);
    assert.equal(row[0]!.split("|").length, 11, "nine cells");
    assert.doesNotMatch(report, /\]\(command:|<img|\u202e|\n# not/);
    assert.match(report, /\n`{5}json\n/);
  });
});
