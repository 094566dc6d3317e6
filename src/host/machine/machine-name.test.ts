import assert from "node:assert/strict";
import { classifyTransport } from "../../core/failure/classify-transport";
import { TransportError } from "../../core/ports/transport";
import { tooltipMarkdown } from "../status-bar/tooltip";
import { machineName, type Whereabouts } from "./machine-name";

const hex = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("hex");

describe("the machine that localhost is about", () => {
  for (const [remoteName, authority, name] of [
    ["ssh-remote", "ssh-remote+devbox", "ssh-remote+devbox"],
    ["wsl", "wsl+Ubuntu-24.04", "wsl+Ubuntu-24.04"],
    ["ssh-remote", `ssh-remote+${hex({ hostName: "Devbox", user: "x" })}`, "ssh-remote+Devbox"],
    ["attached-container", `attached-container+${hex({ containerName: "/web" })}`, "attached-container+/web"],
    ["dev-container", `dev-container+${hex({ hostPath: "/home/someone/project" })}`, "dev-container"],
    ["dev-container", `dev-container+${hex({ hostName: "x" })}@ssh-remote+devbox`, "dev-container+x"],
    ["dev-container", `dev-container+${"ab".repeat(40)}`, "dev-container"],
    ["codespaces", undefined, "codespaces"],
    ["ssh-remote", "127.0.0.1:8080", "ssh-remote"],
    ["box.example:8080", "box.example:8080", "box.example:8080"],
  ] as const)
    it(`is ${name} for ${remoteName} and ${authority?.slice(0, 30)}`, () => {
      const place = { remoteName, authority };
      assert.equal(machineName({ ...place, runs: "beside the folder" }), name);
      assert.equal(machineName({ ...place, runs: "beside the window" }), `your own machine (not ${name})`);
    });

  it("has no name where there is only one", () => {
    assert.equal(
      machineName({ remoteName: "127.0.0.1:80", authority: "127.0.0.1:80", runs: "beside the folder" }),
      undefined,
    );
    for (const runs of ["beside the folder", "beside the window"] as Whereabouts["runs"][])
      assert.equal(machineName({ remoteName: undefined, authority: undefined, runs }), undefined);
  });

  it("is bounded and inert, whatever a window says", () => {
    const name = machineName({
      remoteName: "x",
      authority: `x+[a](command:b)$(c)${"y".repeat(5_000)}`,
      runs: "beside the folder",
    })!;
    assert.ok(name.length <= 60 && !name.includes("](") && !name.includes("$("));
  });

  it("is named where its address alone would not tell, and nowhere else", () => {
    const said = (url: string, machine?: string): string =>
      classifyTransport(new TransportError("refused", "no"), { url, type: "ollama", machine, wallNow: 0 }).message;
    assert.equal(
      said("http://localhost:11434", "ssh-remote+devbox"),
      "Ollama is not running at http://localhost:11434 on ssh-remote+devbox.",
    );
    assert.equal(said("http://gpu:11434", "ssh-remote+devbox"), "Ollama is not running at http://gpu:11434.");
    assert.equal(said("http://localhost:11434"), "Ollama is not running at http://localhost:11434.");
    assert.match(
      tooltipMarkdown([], false, 0, { machine: "ssh-remote+devbox" }),
      /\$\(remote\) Runs on ssh&#45;remote&#43;devbox&#58; “localhost” is there\./,
    );
    assert.doesNotMatch(tooltipMarkdown([], false, 0), /remote/);
  });
});
