import { hash53 } from "../hash.js";
import { ID_LENGTH } from "./limits.js";

/**
 * Control characters, and those that no one sees: with them two ids look alike and are two people. Normalising (NFC) is not done:
 * it would make one person of two.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0]/u;

/** What programs print for a missing value: taken as ids they would make one person of everybody. */
const NOBODY = new Set(["undefined", "null", "NaN", "[object Object]", "true", "false"]);

function isPrintableAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e) return false;
  }
  return true;
}

/**
 * An id field's value: "" where it is absent (undefined, null or ""; RudderStack sends `userId: ""` for an anonymous
 * person), undefined where it is no id. A number is none: 9007199254740993 and ...992 would be one person.
 */
export function readId(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return "";
  if (typeof value !== "string" || value.length > ID_LENGTH) return undefined;
  if (!isPrintableAscii(value) && (UNSEEN.test(value) || !value.isWellFormed())) return undefined;
  return NOBODY.has(value) || value.trim() === "" ? undefined : value;
}

/** 106 bits of a text, as 28 hexadecimal digits. */
export function fingerprint(text: string): string {
  return hash53(text, 1).toString(16).padStart(14, "0") + hash53(text, 2).toString(16).padStart(14, "0");
}

/**
 * The event id of a messageId: itself, or its fingerprint where it isn't plain ASCII (ids go into headers and store keys) or has a
 * slash, which keeps outside ids apart from those that Attune makes ("timer/...").
 */
export function eventIdOf(messageId: string): string {
  const plain = isPrintableAscii(messageId) && !messageId.includes("/") && !messageId.includes(" ");
  return plain ? messageId : `h:${fingerprint(messageId)}`;
}

/** Whether an id may be one of Attune's own: printable ASCII without whitespace. */
export function isEntryId(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value !== "" &&
    value.length <= 1_024 &&
    isPrintableAscii(value) &&
    !value.includes(" ")
  );
}
