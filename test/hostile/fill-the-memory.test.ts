import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { FloodServer } from "../support/servers/flood-server";
import type { Report } from "./memory/asker";
import { asksForModels, attacks } from "./memory/floods";

const run = promisify(execFile);
const MB = 1024 * 1024;
/**
 * What may lie in the buffers of the sockets of this machine, generously: where the reader is busy, Linux lets its side grow to 32 MB and the
 * writer's to 4, and about 40 MB were seen there.
 */
const BUFFERED_MB = 64;

/**
 * What one request may cost in memory at most, whatever its server does. Most of it is what the runtime has not thrown away yet, so that a busy
 * machine shows more than an idle one: the figure that is aimed at is 100, and what grows without bound is beyond this.
 */
const MOST_GROWN_MB = 200;

describe("a server that sends a gigabyte fills the memory with", function () {
  this.timeout(120_000);
  let folder: string;
  let asker: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "llm-breaker-flood-"));
    asker = join(folder, "asker.cjs");
    await build({
      entryPoints: [join(__dirname, "memory", "asker.ts")],
      outfile: asker,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      logLevel: "silent",
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const type of ["openai", "ollama"] as const) {
    for (const attack of attacks[type]) {
      it(`${attack.wants} (${type})`, async () => {
        const server = await FloodServer.start(attack.flood);
        try {
          const endpoint = {
            type,
            url: type === "openai" ? `${server.url}/v1` : server.url,
            ...(!asksForModels(attack) && { model: "m" }),
          };
          const { stdout } = await run(process.execPath, [asker, JSON.stringify(endpoint)], {
            env: { PATH: process.env["PATH"] },
          });
          const report = JSON.parse(stdout) as Report;
          console.log(
            `      ${(server.sent / MB).toFixed(0)} MB sent, ${report.grownMb.toFixed(0)} MB grown, ${report.outcome}: ${report.message}`,
          );
          assert.ok(attack.kinds.includes(report.outcome), `${report.outcome}: ${report.message}`);
          assert.ok(server.sent / MB < attack.most + BUFFERED_MB, `${server.sent / MB} MB were taken from the socket`);
          assert.equal(server.exhausted, 0);
          assert.ok(report.grownMb > 0 && report.grownMb < MOST_GROWN_MB, `the process grew by ${report.grownMb} MB`);
          assert.ok(report.attempts.length > 0, "the way is told");
          assert.ok(report.chars <= 8 * MB, `${report.chars} characters were handed on`);
          assert.equal(
            report.phase,
            report.outcome === "answered" ? "done" : "failed",
            "the panel does not go on answering",
          );
          assert.ok(report.largestMessage < 2 * MB, `a message of ${report.largestMessage} characters to the page`);
          assert.ok(
            report.recorded.every(({ chars }) => chars < 300_000),
            "the history keeps the beginning",
          );
          assert.deepEqual(
            report.recorded.map(({ outcome, kind }) => [outcome, kind]),
            report.outcome === "answered" ? [["success", undefined]] : [["failure", report.outcome]],
          );
        } finally {
          await server.stop();
        }
      });
    }
  }
});
