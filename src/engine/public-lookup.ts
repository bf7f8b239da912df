import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { privateHost } from "./fetchable.ts";
import { isPublicAddress } from "./public-address.ts";

/** Looks a name up like Node itself, and refuses it with `audio/url` when any of its addresses is not of the internet. */
export const publicLookup: LookupFunction = (hostname, options, tell) => {
  const asked: LookupOptions = { ...options, all: true };
  lookup(hostname, asked, (error, found) => {
    const addresses = found as unknown as LookupAddress[] | undefined;
    const [first] = addresses ?? [];
    if (error !== null || addresses === undefined || first === undefined) return tell(error, "", 0);
    if (!addresses.every(({ address }) => isPublicAddress(address))) return tell(privateHost(hostname), "", 0);
    return options.all === true ? tell(null, addresses) : tell(null, first.address, first.family);
  });
};
