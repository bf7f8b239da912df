import { BlockList, isIP, isIPv4 } from "node:net";

/** IPv4 that is somebody's own: this host, private nets, link-local with its metadata services, tests, multicast, reserved. */
const OWN_IPV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** Of global unicast, what is not one host's own address: Teredo and the like, documentation, and 6to4, which holds an IPv4. */
const ODD_IPV6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

function listOf(nets: readonly (readonly [string, number])[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const [net, bits] of nets) list.addSubnet(net, bits, family);
  return list;
}

const ownIpv4 = listOf(OWN_IPV4, "ipv4");
const oddIpv6 = listOf(ODD_IPV6, "ipv6");
const globalIpv6 = listOf([["2000::", 3]], "ipv6");

/**
 * Whether an address is one of the internet, not of this machine or its network. Only global unicast counts in IPv6: an
 * IPv4 in disguise (mapped, translated, tunnelled) is none.
 */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  if (isIPv4(bare)) return !ownIpv4.check(bare, "ipv4");
  return isIP(bare) === 6 && globalIpv6.check(bare, "ipv6") && !oddIpv6.check(bare, "ipv6");
}
