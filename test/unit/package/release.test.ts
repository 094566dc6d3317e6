import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { release } from "../../../scripts/release/release.mjs";
import { checkVersion } from "../../../scripts/release/version.mjs";

describe("a release", function () {
  this.timeout(60_000);
  let root: string;
  let done: string[];
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  const read = (file: string): string => readFileSync(join(root, file), "utf8");
  const changelog = "# Changelog\n\n## Unreleased\n\n- Better.\n\n## 0.1.0 (2026-01-02)\n\n- First.\n";
  const write = (file: string, text: string): void => writeFileSync(join(root, file), text);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "llm-breaker-release-"));
    done = [];
    git("init", "--quiet", "--initial-branch=main");
    for (const [name, value] of [
      ["user.name", "Tester"],
      ["user.email", "tester@example.org"],
      ["commit.gpgsign", "false"],
      ["tag.gpgsign", "false"],
    ])
      git("config", name!, value!);
    write("package.json", JSON.stringify({ name: "sample", version: "0.1.0", license: "MIT" }, null, 2) + "\n");
    write(
      "package-lock.json",
      JSON.stringify(
        {
          name: "sample",
          version: "0.1.0",
          packages: { "": { version: "0.1.0" }, "node_modules/x": { version: "0.1.0" } },
        },
        null,
        2,
      ) + "\n",
    );
    write("CHANGELOG.md", changelog);
    git("add", ".");
    git("commit", "--quiet", "--message", "Begin");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));

  const run = (version: string, { dryRun = false, fails = false } = {}): Promise<void> =>
    release(
      { version, root, today: new Date("2026-11-29T12:00:00Z"), dryRun, say: (line) => done.push(line) },
      {
        async test() {
          done.push(`tests with ${(JSON.parse(read("package.json")) as { version: string }).version}`);
          if (fails) throw new Error("A test failed.");
        },
        pack: async () => "/somewhere/sample-0.2.0.vsix",
      },
    );
  const untouched = (): void => {
    assert.equal(read("CHANGELOG.md"), changelog);
    assert.match(read("package.json"), /"version": "0\.1\.0"/);
    assert.equal(git("tag", "--list"), "");
    assert.equal(git("rev-list", "--count", "HEAD"), "1");
  };

  it("writes version and date, tests that, commits and tags", async () => {
    await run("0.2.0");
    assert.equal(done[0], "tests with 0.2.0");
    assert.match(done[1] ?? "", /sample-0\.2\.0\.vsix[^]*v0\.2\.0/);
    assert.equal(
      read("CHANGELOG.md"),
      "# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-11-29)\n\n- Better.\n\n## 0.1.0 (2026-01-02)\n\n- First.\n",
    );
    assert.deepEqual(JSON.parse(read("package-lock.json")), {
      name: "sample",
      version: "0.2.0",
      packages: { "": { version: "0.2.0" }, "node_modules/x": { version: "0.1.0" } },
    });
    assert.equal(git("status", "--porcelain"), "");
    assert.equal(git("log", "-1", "--format=%s"), "Release 0.2.0");
    assert.equal(git("rev-parse", "v0.2.0^{commit}"), git("rev-parse", "HEAD"));
  });

  it("changes nothing in a dry run", async () => {
    await run("0.2.0", { dryRun: true });
    assert.match(done.join("\n"), /^Would release 0\.2\.0/);
    untouched();
    assert.equal(git("status", "--porcelain"), "");
  });

  it("puts everything back when a test fails", async () => {
    await assert.rejects(run("0.2.0", { fails: true }), /A test failed/);
    untouched();
    assert.equal(git("status", "--porcelain"), "");
  });

  it("is refused with changes that are not committed, files that Git does not know among them", async () => {
    write("new.txt", "");
    await assert.rejects(run("0.2.0"), /not committed/);
    untouched();
  });

  it("is refused without a word in the changelog, twice, or under a tag that is there", async () => {
    git("tag", "v0.3.0");
    await assert.rejects(run("0.3.0"), /a tag v0\.3\.0 already/);
    git("tag", "--delete", "v0.3.0");
    write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- First.\n");
    git("commit", "--quiet", "--all", "--message", "Nothing");
    await assert.rejects(run("0.2.0"), /Nothing stands below/);
    write("CHANGELOG.md", "# Changelog\n");
    git("commit", "--quiet", "--all", "--message", "Less");
    await assert.rejects(run("0.2.0"), /no heading/);
    write("CHANGELOG.md", changelog.replace("0.1.0 (2026-01-02)", "0.2.0"));
    git("commit", "--quiet", "--all", "--message", "Twice");
    await assert.rejects(run("0.2.0"), /a heading for 0\.2\.0 already/);
    assert.equal(git("tag", "--list"), "");
  });

  it("is refused for what is no version, or none that comes next", () => {
    for (const text of ["", "1.2", "v1.2.3", "1.2.3-beta", "01.2.3", "1.2.3 ", "1.2.x", "--dry-run"])
      assert.throws(() => checkVersion(text, "0.1.0"), /is no version/, text);
    for (const text of ["0.1.0", "0.0.9", "0.0.10"])
      assert.throws(() => checkVersion(text, "0.1.0"), /does not come after/);
    for (const text of ["0.1.1", "0.2.0", "0.10.0", "1.0.0"]) checkVersion(text, "0.1.0");
  });
});
