import { createHash, createVerify } from "node:crypto";

/** Checks a mail's DKIM signature (RFC 6376, rsa-sha256, relaxed/relaxed) as a mailbox provider does: with what stands in the mail, and the public key. */
export interface DkimResult {
  readonly isValid: boolean;
  /** The headers it covers, in small letters. */
  readonly covers: readonly string[];
  readonly domain: string;
  readonly selector: string;
}

export function verifyDkim(raw: Buffer, publicKey: string): DkimResult {
  const whole = raw.toString("latin1");
  const border = whole.indexOf("\r\n\r\n");
  const headers = whole.slice(0, border).split(/\r\n(?![ \t])/);
  const signature = headers.find((line) => /^dkim-signature:/i.test(line)) ?? "";
  const tags = tagsOf(signature.slice(signature.indexOf(":") + 1));
  const covers = (tags.get("h") ?? "").split(":").map((name) => name.trim().toLowerCase());
  const bodyHash = createHash("sha256")
    .update(relaxedBody(whole.slice(border + 4)), "latin1")
    .digest("base64");
  const signed = [...headersNamed(headers, covers), relaxedHeader(signature.replace(/(;\s*b=)[^;]*/, "$1"))].join(
    "\r\n",
  );
  const isSigned = createVerify("RSA-SHA256")
    .update(signed, "latin1")
    .verify(publicKey, tags.get("b") ?? "", "base64");
  return {
    isValid: isSigned && tags.get("bh") === bodyHash,
    covers,
    domain: tags.get("d") ?? "",
    selector: tags.get("s") ?? "",
  };
}

function tagsOf(value: string): Map<string, string> {
  const pairs = value.split(";").map((part) => {
    const at = part.indexOf("=");
    return [part.slice(0, at).trim(), part.slice(at + 1).replace(/\s+/g, "")] as const;
  });
  return new Map(pairs);
}

/** From the bottom up, each once for each time that it is named (5.4.2). */
function headersNamed(headers: readonly string[], names: readonly string[]): string[] {
  const left = [...headers];
  return names.flatMap((name) => {
    const place = left.findLastIndex((line) => line.slice(0, line.indexOf(":")).trim().toLowerCase() === name);
    return place < 0 ? [] : left.splice(place, 1).map(relaxedHeader);
  });
}

function relaxedHeader(line: string): string {
  const at = line.indexOf(":");
  const value = line
    .slice(at + 1)
    .replace(/\r\n/g, "")
    .replace(/[ \t]+/g, " ")
    .trim();
  return `${line.slice(0, at).trim().toLowerCase()}:${value}`;
}

function relaxedBody(body: string): string {
  const lines = body.split("\r\n").map((line) => line.replace(/[ \t]+/g, " ").replace(/ $/, ""));
  const text = lines.join("\r\n").replace(/(\r\n)+$/, "");
  return text === "" ? "" : `${text}\r\n`;
}
