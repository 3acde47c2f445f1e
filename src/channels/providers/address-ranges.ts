import { BlockList, isIP } from "node:net";

/**
 * Which addresses an adapter may connect to. "public": the internet alone. "private": also the shop's own network. "loopback": also this very machine,
 * for development and tests, and there also by plain http.
 */
export type Network = "public" | "private" | "loopback";
export const NETWORKS: readonly Network[] = ["public", "private", "loopback"];

/** IANA's special-purpose IPv4 addresses, multicast and what is reserved; with them 169.254.169.254, where clouds keep their secrets. */
const SPECIAL_4 = listOf("ipv4", [
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
]);
/** Only global unicast is public in IPv6, and of that not what embeds other addresses (Teredo, 6to4) or is kept for documents. */
const GLOBAL_6 = listOf("ipv6", [["2000::", 3]]);
const SPECIAL_6 = listOf("ipv6", [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
]);
const PRIVATE_4 = listOf("ipv4", [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
]);
const PRIVATE_6 = listOf("ipv6", [["fc00::", 7]]);
const LOOPBACK_4 = listOf("ipv4", [["127.0.0.0", 8]]);
const LOOPBACK_6 = listOf("ipv6", [["::1", 128]]);

/** @param address a literal, without brackets; anything else is refused */
export function isReachable(address: string, network: Network): boolean {
  const version = isIP(address);
  if (version === 4) {
    if (!SPECIAL_4.check(address, "ipv4")) return true;
    if (network === "private") return PRIVATE_4.check(address, "ipv4");
    return network === "loopback" && LOOPBACK_4.check(address, "ipv4");
  }
  if (version !== 6) return false;
  if (GLOBAL_6.check(address, "ipv6")) return !SPECIAL_6.check(address, "ipv6");
  // A mapped address (::ffff:a.b.c.d) is refused as a whole: nobody needs to write one.
  if (network === "private") return PRIVATE_6.check(address, "ipv6");
  return network === "loopback" && LOOPBACK_6.check(address, "ipv6");
}

function listOf(family: "ipv4" | "ipv6", ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of ranges) list.addSubnet(net, prefix, family);
  return list;
}
