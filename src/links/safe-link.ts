/** As it is written and as it leaves, where other letters than ASCII take several: a sealed link that carries it still fits (link-signer.ts). */
const MOST_CHARS = 2_000;
/** Control and direction marks, and what would end an attribute or be a placeholder: none of them stands in an address. */
const UNSAFE = /[\u0000-\u001f\u007f-\u00a0\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069"<>\\`{}]/;

/**
 * The address as it may stand in a message: https, or http on this very machine (development), without user and password. undefined where it is
 * none, so that whoever asks leaves it out.
 */
export function safeLink(address: string | undefined): string | undefined {
  if (address === undefined || address === "" || address.length > MOST_CHARS || UNSAFE.test(address)) return undefined;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  const isPlain = url.username === "" && url.password === "" && url.href.length <= MOST_CHARS;
  return isSafe && isPlain ? url.href : undefined;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
