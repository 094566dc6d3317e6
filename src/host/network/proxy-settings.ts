import * as vscode from "vscode";
import type { TransportOptions } from "../../node/transport/base/options";

/** The editor's own network settings, as the transport takes them. */
export function networkSettings(): TransportOptions {
  const http = vscode.workspace.getConfiguration("http");
  // `http.proxySupport: off` means what it says; `http.proxy` is then not used by the editor either.
  const proxy = http.get<string>("proxySupport") === "off" ? undefined : http.get<string>("proxy")?.trim();
  return {
    ...(proxy && { proxy }),
    noProxy: http.get<string[]>("noProxy") ?? [],
    strictSSL: http.get<boolean>("proxyStrictSSL") ?? true,
    systemCertificates: http.get<boolean>("systemCertificates") ?? true,
  };
}

/** Calls `apply` whenever one of them changes. */
export function onNetworkSettings(apply: (options: TransportOptions) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("http")) apply(networkSettings());
  });
}
