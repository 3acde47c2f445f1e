import pc from "picocolors";
import type { SlotAnswerJson } from "../../api/index.js";
import { safeText } from "../report.js";
import type { Intake } from "./feed.js";

/** What a page asked, and what it was told. */
export interface SlotQuestion {
  readonly anonymousId: string;
  readonly answer: SlotAnswerJson;
  /** From the request to the answer, ms. */
  readonly ms: number;
}

const SLOT = "home-banner";
/** The made-up shop's page has time. */
const TIMEOUT_MS = 5_000;

/** Asks what to show on the home page, as the shop's page would; undefined where it gets no answer: the page then shows its own. */
export async function askSlot(anonymousId: string, { address, writeKey }: Intake): Promise<SlotQuestion | undefined> {
  const began = performance.now();
  const response = await fetch(`${address}/v1/decisions?writeKey=${encodeURIComponent(writeKey)}`, {
    method: "POST",
    body: JSON.stringify({ slot: SLOT, anonymousId, timeoutMs: TIMEOUT_MS }),
  });
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  return { anonymousId, answer: (await response.json()) as SlotAnswerJson, ms: performance.now() - began };
}

export function slotLines({ anonymousId, answer: { slot, message, reason }, ms }: SlotQuestion): string[] {
  const asked = `  ${pc.bold("A page asks")}  what to show in its slot ${slot} to ${safeText(anonymousId)}, and is told after ${ms.toFixed(0)} ms:`;
  if (message === null)
    return [asked, `    nothing now (${reason ?? "no treatment is made for it"}): it shows its own`];
  const items = message.recommendations.map(({ title }) => safeText(title)).join(", ");
  return [
    asked,
    `    ${pc.green(`${message.action}/${message.treatment}`)} ${pc.cyan(`"${safeText(message.title)}"`)}  ${safeText(message.text)}`,
    ...(items === "" ? [] : [`    with ${items}`]),
  ];
}
