import type { Words } from "../../ports/channel.js";

/** The text with its link, where it doesn't stand in it already. */
export function withLink({ text, url }: Words, between: string): string {
  return url === undefined || text.includes(url) ? text : `${text}${between}${url}`;
}

/** For headers and titles: a line break there would begin another header. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, " ").trim();
}
