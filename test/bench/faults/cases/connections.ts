import { ConnectBlackHole, ScriptedOpenAi } from "../../../support/servers";
import { everywhere, type FaultCase, onBoth, SAID, scripted } from "../fault-case";

const elsewhere = (url: string): FaultCase["scenes"] => ({
  ollama: async () => ({ url, stop: async () => undefined }),
  openai: async () => ({ url: `${url}/v1`, stop: async () => undefined }),
});

async function neverConnected(path: string) {
  const hole = await ConnectBlackHole.start();
  return { url: hole.url + path, stop: () => hole.stop() };
}

/** Every request is sent to a network's login page. */
async function portal(wire: "ollama" | "openai") {
  const page = await ScriptedOpenAi.start();
  page.fault({ kind: "html" }, { route: "*" });
  const scene = await scripted(
    wire,
    (server) => void server.fault({ kind: "redirect", status: 302, location: `${page.url}/login` }, { route: "*" }),
  );
  return {
    url: scene.url,
    stop: async () => {
      await scene.stop();
      await page.stop();
    },
  };
}

/** What goes wrong before there is an answer. */
export const connections: readonly FaultCase[] = [
  { name: "nothing listens", truth: "no answer", scenes: everywhere(() => (server) => server.stop()) },
  {
    name: "a connection that never comes to be",
    truth: "no answer",
    scenes: { ollama: () => neverConnected(""), openai: () => neverConnected("/v1") },
  },
  { name: "a name that does not resolve", truth: "no answer", scenes: elsewhere("http://no-such-host.invalid") },
  {
    name: "accepts connections and is silent",
    truth: "no answer",
    scenes: everywhere(() => (server) => void (server.blackHole = true)),
  },
  { name: "headers, then silence", truth: "no answer", scenes: onBoth({ kind: "hang", at: "afterHeaders" }) },
  { name: "reset before the headers", truth: "no answer", scenes: onBoth({ kind: "reset" }) },
  {
    name: "a kept connection dies as it is used again",
    truth: { answer: SAID },
    afterOneAnswer: true,
    scenes: onBoth({ kind: "reset" }, { reusedSocket: true }),
  },
  { name: "a web page with status 200", truth: "no answer", scenes: onBoth({ kind: "html" }, { route: "*" }) },
  {
    name: "a redirect to a network's login page",
    truth: "no answer",
    scenes: { ollama: () => portal("ollama"), openai: () => portal("openai") },
  },
  { name: "bytes that are no HTTP", truth: "no answer", scenes: onBoth({ kind: "notHttp" }) },
];
