import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { isAddress, isPrivateAddress, isPrivateName } from "../../../core/endpoint/private-network";
import { t } from "../../../core/l10n/t";
import { TransportError } from "../../../core/ports/transport";
import type { Target } from "../base/target";

/**
 * Throws a {@link TransportError} of kind `local_only` for what may not even be tried while all has to stay at home: a public name is not looked up, because
 * asking for it tells of it already, and a proxy that was named for this endpoint is not passed over in silence.
 */
export function keptLocal({ host, loopback, site }: Target, proxy: string | undefined): void {
  if (loopback) return;
  if (isAddress(host) ? !isPrivateAddress(host) : !isPrivateName(host))
    throw leaves(t("{0} is beyond this machine and its private network.", site));
  if (proxy !== undefined) throw leaves(t("{0} is reached through a proxy, which may send on whatever it gets.", site));
}

/** Looks up a name and leaves out what is not private of what it leads to, so that nothing else is connected to: whoever answers for a name may say anything. */
export const privateLookup =
  (lookup: LookupFunction = dnsLookup as LookupFunction): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const addresses = found as LookupAddress[];
      const own = addresses.filter(({ address }) => isPrivateAddress(address));
      const [first] = own;
      if (!first)
        return callback(leaves(t("“{0}” leads to {1}, beyond the private network.", hostname, namesOf(addresses))), []);
      if (options.all) callback(null, own);
      else callback(null, first.address, first.family);
    });
  };

/** As many addresses as a sentence takes. */
const namesOf = (addresses: LookupAddress[]): string =>
  addresses
    .slice(0, 3)
    .map(({ address }) => address)
    .join(", ");

const leaves = (why: string): TransportError => new TransportError("local_only", why, { code: "LOCAL_ONLY" });
