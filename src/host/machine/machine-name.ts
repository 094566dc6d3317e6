import { hostOf, isLoopback } from "../../core/endpoint/address";
import { t } from "../../core/l10n/t";
import { inert } from "../../core/foreign/foreign-text";

/** Where a window is, and where of that the extension runs. */
export interface Whereabouts {
  /** `ssh-remote`, `wsl`, `dev-container`, …; undefined in a window without another machine. */
  remoteName: string | undefined;
  /** Of an address of the opened folder, such as `ssh-remote+devbox`; undefined where no folder tells. */
  authority: string | undefined;
  /** Whether it runs on the machine of the window, or on the one where the folder is. */
  runs: "beside the window" | "beside the folder";
}

const MAX_MACHINE_CHARS = 60;

/**
 * The machine that an address such as `localhost` is about, for a person: `ssh-remote+devbox`. Undefined in a window without another machine, where there is
 * nothing to mistake it for.
 */
export function machineName({ remoteName, authority, runs }: Whereabouts): string | undefined {
  // A server of the editor's on the very machine of the browser is called by its address.
  if (remoteName === undefined || isLoopback(hostOf(`http://${remoteName}`))) return undefined;
  const remote = inert(readable(remoteName, authority), MAX_MACHINE_CHARS);
  return runs === "beside the folder" ? remote : t("your own machine (not {0})", remote);
}

/** Some kinds write what they are about as JSON in hexadecimal digits; what is no name is left out. */
function readable(remoteName: string, authority: string | undefined): string {
  const plus = authority?.indexOf("+") ?? -1;
  if (authority === undefined || plus < 0 || !authority.startsWith(`${remoteName}+`)) return remoteName;
  const [about = ""] = authority.slice(plus + 1).split("@", 1);
  if (!/^(?:[\da-f]{2}){8,}$/i.test(about)) return `${remoteName}+${about}`;
  const host = hostNameIn(Buffer.from(about.slice(0, 4_000), "hex").toString("utf8"));
  return host === undefined ? remoteName : `${remoteName}+${host}`;
}

function hostNameIn(text: string): string | undefined {
  try {
    const known: unknown = JSON.parse(text);
    if (typeof known !== "object" || known === null) return undefined;
    const { hostName, containerName } = known as { hostName?: unknown; containerName?: unknown };
    return [hostName, containerName].find((name): name is string => typeof name === "string" && name !== "");
  } catch {
    return undefined;
  }
}
