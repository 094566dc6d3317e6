import assert from "node:assert/strict";
import { once } from "node:events";
import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { randomBytes } from "node:crypto";
import { denserZip } from "../../../scripts/build/denser-zip.mjs";

interface Unzipped extends NodeJS.EventEmitter {
  readEntry(): void;
  openReadStream(entry: unknown, then: (error: Error | null, content: Readable) => void): void;
}
/** With what vsce packs, and what vsce and VS Code unpack. */
const ofVsce = createRequire(createRequire(import.meta.url).resolve("@vscode/vsce"));
const yazl = ofVsce("yazl") as {
  ZipFile: new () => { addBuffer(content: Buffer, name: string): void; end(): void; outputStream: Readable };
};
const yauzl = ofVsce("yauzl") as {
  fromBuffer(archive: Buffer, options: object, then: (error: Error | null, zip: Unzipped) => void): void;
};

describe("an archive that is packed anew", function () {
  this.timeout(60_000);
  const noise = randomBytes(3_000);
  const files: Record<string, Buffer> = {
    "extension/package.json": Buffer.from(JSON.stringify({ name: "sample" })),
    "extension/empty.txt": Buffer.alloc(0),
    "extension/ünïcode.md": Buffer.from("The same words again and again. ".repeat(400)),
    "extension/noise.bin": noise,
  };

  async function packed(): Promise<Buffer> {
    const zip = new yazl.ZipFile();
    for (const [name, content] of Object.entries(files)) zip.addBuffer(content, name);
    zip.end();
    return buffer(zip.outputStream);
  }

  async function contents(archive: Buffer): Promise<Record<string, Buffer>> {
    const found: Record<string, Buffer> = {};
    const zip = await new Promise<Unzipped>((resolve, reject) =>
      yauzl.fromBuffer(archive, { lazyEntries: true }, (error, file) => (error ? reject(error) : resolve(file))),
    );
    const ended = once(zip, "end");
    zip.on("entry", (entry: { fileName: string }) =>
      zip.openReadStream(entry, (error, stream) => {
        if (error) throw error;
        void buffer(stream).then((content) => {
          found[entry.fileName] = content;
          zip.readEntry();
        });
      }),
    );
    zip.readEntry();
    await ended;
    return found;
  }

  it("holds the same files in fewer bytes", async () => {
    const archive = await packed();
    const denser = await denserZip(archive);
    assert.deepEqual(await contents(denser), files);
    assert.deepEqual(Object.keys(await contents(denser)), Object.keys(files), "in the same order");
    assert.ok(denser.length < archive.length, `${denser.length} of ${archive.length}`);
  });

  it("is the same for the same archive, and gains nothing twice", async () => {
    const archive = await packed();
    const once = await denserZip(archive);
    assert.ok(once.equals(await denserZip(archive)));
    assert.equal((await denserZip(once)).length, once.length);
  });

  it("is refused when it is none, or is cut", async () => {
    const archive = await packed();
    await assert.rejects(denserZip(Buffer.from("PK")), /No plain ZIP archive/);
    await assert.rejects(denserZip(archive.subarray(0, -1)), /No plain ZIP archive/);
    await assert.rejects(denserZip(Buffer.concat([randomBytes(50), archive.subarray(-22)])), /damaged|out of range/i);
  });
});
