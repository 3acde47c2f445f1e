/** When the person has time for messages: what they answered, and when they are there; noted of them, and learnt of everybody. */
import { cellOf } from "../domain/arm-features.js";
import type { EngineContext } from "../domain/context.js";
import { hourOfWeek } from "../domain/hours-of-week.js";
import type { Channel } from "../domain/message.js";
import type { Contact } from "../domain/profile.js";
import type { ProfileDraft } from "../domain/profile-draft.js";
import type { Outlet, PartitionView } from "../domain/step.js";
import { cohortOf } from "../domain/timing-cohort.js";
import { zoneOf } from "../domain/zone-evidence.js";
import { forgetAttention, forgetExposure, noteAttention, noteExposure, type Sign } from "./features/attention.js";
import { type HourSign, learnCohortHour, learnHour } from "./learn/hours.js";
import { viewOf } from "./view/view-of.js";

/** What a step reads beside the profile, and where it puts what leaves. */
interface Setting {
  readonly context: EngineContext;
  readonly out: Outlet;
  readonly partition: PartitionView;
}

/** The person answered a message on this channel, or bought ("onsite": they were there). */
export function attend(draft: ProfileDraft, channel: Channel, kind: Sign, time: number, setting: Setting): void {
  const { context } = setting;
  noteAttention(draft, channel, kind, time, context);
  const cell = cellOf(viewOf(draft, context));
  learn(draft, { channel, time, cell }, "responses", context.timing.recipe.weights[kind], setting);
}

/** What was taken for the person's answer was a machine's. */
export function unattend(draft: ProfileDraft, channel: Channel, kind: Sign, time: number, setting: Setting): void {
  const { context } = setting;
  forgetAttention(draft, channel, kind, time, context);
  const cell = cellOf(viewOf(draft, context));
  learn(draft, { channel, time, cell }, "responses", -context.timing.recipe.weights[kind], setting);
}

/** They are there, in an hour in which they weren't yet. */
export function visit(draft: ProfileDraft, time: number, { context, out }: Setting): void {
  learnHour(
    "onsite",
    "responses",
    hourOfWeek(zoneOf(draft, context), time),
    context.timing.recipe.weights.session,
    out,
  );
}

type Sent = Pick<Contact, "channel" | "time" | "cell">;

/** A message left. On the site nobody waits for a better hour. */
export function expose(draft: ProfileDraft, sent: Sent, setting: Setting): void {
  if (sent.channel === "onsite") return;
  noteExposure(draft, sent.channel, sent.time, setting.context);
  learn(draft, sent, "exposures", 1, setting);
}

/** It didn't leave after all. */
export function unexpose(draft: ProfileDraft, sent: Sent, setting: Setting): void {
  if (sent.channel === "onsite") return;
  forgetExposure(draft, sent.channel, sent.time, setting.context);
  learn(draft, sent, "exposures", -1, setting);
}

function learn(
  draft: ProfileDraft,
  { channel, time, cell }: Sent,
  sign: HourSign,
  weight: number,
  { context, out, partition }: Setting,
): void {
  const zone = zoneOf(draft, context);
  const hour = hourOfWeek(zone, time);
  learnHour(channel, sign, hour, weight, out);
  if (cell !== "") learnCohortHour(cohortOf(channel, zone, cell), sign, hour, weight, out, partition);
}
