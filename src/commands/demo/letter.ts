import { readFile } from "node:fs/promises";
import pc from "picocolors";
import PostalMime from "postal-mime";
import { safeText } from "../report.js";

/** One e-mail as it would have left. */
export interface Letter {
  readonly file: string;
  readonly to: string;
  readonly subject: string;
  /** Its text part, line by line. */
  readonly text: readonly string[];
  /** Whether the mailbox shows a button for unsubscribing (RFC 8058). */
  readonly hasUnsubscribe: boolean;
}

const MOST_LINES = 8;

/** undefined where it isn't there (any more). */
export async function readLetter(file: string): Promise<Letter | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const { to = [], subject = "", text = "", headers } = await PostalMime.parse(bytes);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return {
    file,
    to: to.map(({ address }) => address ?? "").join(", "),
    subject,
    text: lines.filter((line) => line !== ""),
    hasUnsubscribe: headers.some(({ key }) => key === "list-unsubscribe-post"),
  };
}

export function letterLines({ to, subject, text, hasUnsubscribe }: Letter): string[] {
  return [
    `  ${pc.bold("An e-mail")}  to ${safeText(to)}${hasUnsubscribe ? ", with one-click unsubscribing" : ""}`,
    `    ${pc.cyan(`"${safeText(subject)}"`)}`,
    ...text.slice(0, MOST_LINES).map((line) => `    ${safeText(line)}`),
  ];
}
