import type { PersonEvent } from "./event.js";
import type { Message } from "./message.js";

/**
 * A page that asks what to show in a slot and waits (POST /v1/decisions) asks by an event like any other, with an id of Attune's own: no sender can
 * make one (wire/ids.ts). What it decides goes back as the answer, and not into the person's inbox as well.
 */
const PREFIX = "slot/";

export function slotEventId(unique: string): string {
  return `${PREFIX}${unique}`;
}

/** Whether somebody waits for what this event decides. */
export function isAwaited(event: PersonEvent): boolean {
  return event.type === "track" && event.id.startsWith(PREFIX);
}

/** Whether a message was given as the answer to whoever asked for it. Others of the same event go their usual way. */
export function isAnswer({ occasion, cause }: Pick<Message, "occasion" | "cause">): boolean {
  return occasion === "slot-requested" && cause.startsWith(PREFIX);
}
