import type { Channel, Message } from "../../domain/message.js";
import type { ReasonCode } from "../../domain/reasons.js";
import { isDrawn, isHalfDone, usableFact } from "../../domain/usable-fact.js";
import { shownItems } from "./message-scope.js";

export interface Problem {
  readonly code: Extract<ReasonCode, `render.${string}`>;
  readonly detail: string;
}

const MOST_TITLE = 200;
/** Characters of the text part. SMS: ten parts of one message; push: the payload has 4 KB, with its links. */
const MOST_TEXT: Readonly<Record<Channel, number>> = {
  email: 50_000,
  sms: 1_600,
  push: 1_500,
  onsite: 10_000,
  webhook: 10_000,
};
/** Some programs cut off what is longer, with the footer in it. */
const MOST_HTML = 100_000;

/** No line breaks: a title becomes a header. No direction marks: they make words read as others. */
const UNSAFE_TITLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const UNSAFE_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** Why the words that the engine chose may not leave, whatever dresses them; it has checked them too, and a log may hold what another version wrote. */
export function wordsProblem(message: Message): Problem | undefined {
  const { copy, coupon, channel, recommendations = [] } = message;
  // A site or a till shows items as it knows them, by their ids.
  const showsItems = channel !== "onsite" && channel !== "webhook";
  const isBare = showsItems && recommendations.length > 0 && shownItems(message).length === 0;
  const wrong =
    plainProblem("title", copy.title, UNSAFE_TITLE) ??
    plainProblem("text", copy.body, UNSAFE_TEXT) ??
    (coupon !== undefined && usableFact(coupon) === undefined ? "the coupon's code can't be shown" : undefined) ??
    (isBare ? "no recommended item can be shown" : undefined);
  if (wrong !== undefined) return { code: "render.words", detail: wrong };
  return copy.title.length > MOST_TITLE
    ? { code: "render.too-long", detail: `title: ${MOST_TITLE} characters` }
    : undefined;
}

/** Why a finished part may not leave. */
export function partProblem(part: "text" | "html", content: string, channel: Channel): Problem | undefined {
  const most = part === "html" ? MOST_HTML : MOST_TEXT[channel];
  if (content.length > most) return { code: "render.too-long", detail: `${part}: ${most} characters` };
  const wrong = part === "html" ? htmlProblem(content) : textProblem("text", content, UNSAFE_TEXT);
  return wrong === undefined ? undefined : { code: "render.words", detail: wrong };
}

function textProblem(what: string, text: string, unsafe: RegExp): string | undefined {
  if (!isDrawn(text)) return `the ${what} is empty`;
  if (!text.isWellFormed() || unsafe.test(text)) return `the ${what} holds characters that can't be shown`;
  return isHalfDone(text) ? `the ${what} holds a placeholder` : undefined;
}

/** Words are plain text on every channel: the only markup is a layout's. */
function plainProblem(what: string, text: string, unsafe: RegExp): string | undefined {
  return textProblem(what, text, unsafe) ?? (text.includes("<") ? `the ${what} holds markup` : undefined);
}

/** Markup is the layout's, for all that is put in is escaped; what is read between it is text. Styles have braces of their own. */
function htmlProblem(html: string): string | undefined {
  const read = html.replace(/<(style|title)\b[^>]*>[^]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " ");
  return textProblem("html", read, UNSAFE_TEXT);
}
