import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { auditPackages } from "../../../scripts/supply/audit-packages.mjs";
import { exitCodeOf, readAuditAnswer } from "../../../scripts/supply/audit-answer.mjs";
import { auditQuestion, KNOWN_BAD } from "../../../scripts/supply/audit-question.mjs";
import { shippedPackages } from "./shipped";

const advisory = (title: string, severity: string) => ({
  id: 7,
  url: "https://example.com/advisory",
  title,
  severity,
  vulnerable_versions: "<99.0.0",
});
const knownBad = { [KNOWN_BAD.name]: [advisory("Prototype pollution", "critical")] };

/** What npm 11 printed, asked about two packages and the known bad one, with `via` as its report has it. */
const report = (vulnerabilities: object, total: unknown = 3): string =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities,
    metadata: {
      vulnerabilities: { total: Object.keys(vulnerabilities).length },
      dependencies: { prod: 4, dev: 0, total },
    },
  });
const vulnerable = (name: string, more: object = {}) => ({
  [name]: {
    name,
    severity: "high",
    isDirect: true,
    via: [
      {
        source: 7,
        name,
        dependency: name,
        title: "Slow pattern",
        url: "https://example.com/a",
        severity: "high",
        range: "<99.0.0",
        ...more,
      },
    ],
    effects: [],
    nodes: [`node_modules/${name}`],
  },
});
const refused = JSON.stringify({
  message: "405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk",
  method: "POST",
  statusCode: 405,
  body: "",
  error: { summary: "", detail: "" },
});

describe("what npm says of the bundled packages", () => {
  const read = (output: string) => readAuditAnswer(output, 3);
  const unchecked = (output: string): string => {
    const result = read(output);
    assert.equal(result.outcome, "unchecked", output);
    return result.outcome === "unchecked" ? result.reason : "";
  };

  it("is good when it objects to the known bad package alone", () => {
    assert.deepEqual(read(report(vulnerable(KNOWN_BAD.name))), { outcome: "clean" });
  });
  it("is bad with every advisory, each once", () => {
    const chain = { "markdown-it": { name: "markdown-it", severity: "high", via: ["linkify-it"], nodes: [] } };
    assert.deepEqual(read(report({ ...vulnerable(KNOWN_BAD.name), ...vulnerable("linkify-it"), ...chain })), {
      outcome: "vulnerable",
      advisories: [
        { name: "linkify-it", severity: "high", title: "Slow pattern", url: "https://example.com/a", range: "<99.0.0" },
      ],
    });
  });
  it("is no answer when the registry refuses", () => {
    assert.match(
      unchecked(refused),
      /^The registry does not answer audit requests: nothing was checked\. \(405 Method Not Allowed/,
    );
    assert.match(
      unchecked(JSON.stringify({ message: "connect ECONNREFUSED", error: { summary: "", detail: "" } })),
      /nothing was checked/,
    );
  });
  it("is no answer when it is empty, cut, or something else", () => {
    for (const output of [
      "",
      "null",
      "[]",
      "42",
      '"x"',
      "{}",
      "<html>",
      report(vulnerable(KNOWN_BAD.name)).slice(0, -20),
      '{"auditReportVersion":3,"vulnerabilities":{},"metadata":{}}',
      '{"auditReportVersion":2,"vulnerabilities":[]}',
    ]) {
      assert.match(unchecked(output), /nothing was checked|no answer/, output);
    }
  });
  it("is no answer when npm looked at fewer packages than it was asked about, or does not say at how many", () => {
    for (const total of [0, 2, null, "3"])
      assert.match(unchecked(report(vulnerable(KNOWN_BAD.name), total)), /of 3 packages|nothing was checked/);
  });
  it("is no answer when a mirror has nothing against anything", () => {
    assert.match(unchecked(report({})), /does not know an advisory that is public since 2020/);
    assert.match(unchecked(report(vulnerable("linkify-it"))), /nothing was checked/);
  });
  it("cannot play with the terminal", () => {
    const result = read(
      report({
        ...vulnerable(KNOWN_BAD.name),
        ...vulnerable("linkify-it", { title: "a\u001b[2J\u202eb\r\nc", url: 5 }),
      }),
    );
    assert.deepEqual(result.outcome === "vulnerable" && result.advisories.map(({ title, url }) => [title, url]), [
      ["a [2J b c", "?"],
    ]);
    assert.ok(!unchecked(JSON.stringify({ message: "\u001b]0;x\u0007" })).includes("\u001b"));
  });
  it("has three exit codes", () => {
    assert.deepEqual((["clean", "vulnerable", "unchecked"] as const).map(exitCodeOf), [0, 1, 2]);
  });
});

describe("the audit of the bundled packages", function () {
  this.timeout(60_000);
  let server: Server;
  let asked: Record<string, string[]>;
  let reply: { status: number; body: string };
  before(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request
        .on("data", (part: Buffer) => parts.push(part))
        .on("end", () => {
          // Everything else is a question for a package's versions.
          if (request.method !== "POST") return response.writeHead(404).end("{}");
          const body = Buffer.concat(parts);
          asked = JSON.parse(
            (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString(),
          ) as typeof asked;
          return response.writeHead(reply.status, { "content-type": "application/json" }).end(reply.body);
        });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => server.close());
  const ask = async (body: unknown, status = 200, packages?: { name: string; version: string }[]) => {
    reply = { status, body: typeof body === "string" ? body : JSON.stringify(body) };
    return auditPackages(packages ?? (await shippedPackages()), {
      registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    });
  };

  it("asks npm's own way about every bundled package, those that others bring along too, and about nothing else", async () => {
    assert.deepEqual(await ask(knownBad), { outcome: "clean" });
    const expected = Object.fromEntries(
      [...(await shippedPackages()), KNOWN_BAD].map(({ name, version }) => [name, [version]]),
    );
    assert.deepEqual(asked, expected);
  });
  it("tells an advisory against a package that another one brings along", async () => {
    const result = await ask({ ...knownBad, "linkify-it": [advisory("Slow pattern", "high")] });
    assert.deepEqual(result, {
      outcome: "vulnerable",
      advisories: [
        {
          name: "linkify-it",
          severity: "high",
          title: "Slow pattern",
          url: "https://example.com/advisory",
          range: "<99.0.0",
        },
      ],
    });
  });
  it("says that nothing was checked where the registry refuses, stops in the middle, or has nothing against anything", async () => {
    for (const [body, status] of [
      ["", 405],
      ['{"linkify-it":[{"id":1', 200],
      ["{}", 200],
    ] as const) {
      assert.equal((await ask(body, status)).outcome, "unchecked", `${status} ${body}`);
    }
  });
  it("asks about both versions of a package that is bundled twice", async () => {
    const twice = [
      { name: "entities", version: "4.5.0" },
      { name: "entities", version: "7.0.0" },
      { name: "entities", version: "7.0.0" },
    ];
    assert.deepEqual(await ask(knownBad, 200, twice), { outcome: "clean" });
    assert.deepEqual(asked["entities"]?.sort(), ["4.5.0", "7.0.0"]);
    assert.equal(auditQuestion(twice).asked.length, 3);
  });
});
