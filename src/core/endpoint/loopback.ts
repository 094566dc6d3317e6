/**
 * Whether a host name or IP literal (with or without brackets) always means this machine: 127/8, ::1, localhost, *.localhost and the
 * unspecified addresses, which a connect call takes as this machine too. Such an address never goes through a proxy.
 */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").replace(/\.$/, "").toLowerCase();
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  if (name === "::1" || name === "::" || name === "0.0.0.0") return true;
  const ipv4 = name.startsWith("::ffff:7f") ? "127.0.0.1" : name.replace(/^::ffff:/, "");
  return /^127(\.\d{1,3}){3}$/.test(ipv4);
}
