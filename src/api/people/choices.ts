import { inForce } from "../../domain/consent.js";
import type { EngineContext } from "../../domain/context.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { ConsentLedger, View } from "../../domain/profile.js";

/** What promotional messages are sent for, unless their action names another purpose. */
export const MARKETING = "marketing";
/** Purposes of what a person has asked for or is owed: nothing to choose. */
const OWED: ReadonlySet<string> = new Set(["service", "transactional"]);

/** What a person can choose from, as this configuration has it. */
export interface Choices {
  readonly channels: readonly Channel[];
  /** Topics of what is promotional or educational. */
  readonly topics: readonly string[];
  /** Purposes beside marketing. */
  readonly purposes: readonly string[];
  /** BCP 47: what treatments are written in. */
  readonly languages: readonly string[];
}

export function choicesOf({ channels, actions, consent }: EngineContext): Choices {
  const optional = actions.filter((action) => action.class === "promotional" || action.class === "education");
  const treatments = actions.flatMap((action) => [
    ...action.treatments,
    ...action.steps.flatMap((step) => step.treatments),
  ]);
  const used = new Set(treatments.map(({ channel }) => channel));
  const purposes = [...consent.purposes.keys(), ...actions.map(({ purpose }) => purpose)];
  return {
    channels: CHANNELS.filter((channel) => channels.has(channel) && used.has(channel)),
    topics: sorted(optional.map(({ topic }) => topic)),
    purposes: sorted(purposes.filter((purpose) => purpose !== MARKETING && !OWED.has(purpose))),
    languages: sorted(treatments.flatMap(({ locale }) => locale ?? [])),
  };
}

/** Whether the ledger allows marketing on the channel, or another purpose on all of them ("*"). */
export function isAllowed(
  ledger: View<ConsentLedger>,
  purpose: string,
  channel: Channel | "*",
  { channels, consent }: EngineContext,
  time: number,
): boolean {
  const { state } = inForce(ledger, purpose, channel, time);
  if (state === "granted" || state === "denied") return state === "granted";
  const need = consent.purposes.get(purpose) ?? "required";
  const ofChannel = channel === "*" ? "required" : (channels.get(channel)?.consent ?? "required");
  return (need === "channel" ? ofChannel : need) === "implied";
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== "").toSorted();
}
