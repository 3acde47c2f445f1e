import { isFinal } from "../../domain/delivery.js";
import { isAnswer } from "../../domain/slot-answer.js";
import type { Outgoing } from "../../ports/channel.js";
import type { Change, Held, Plan } from "./changes.js";
import type { Handed } from "./endpoint.js";
import { afterAttempt, doubted, ended, heldUntil, type Retrying, triedInVain } from "./outcome.js";
import { type DeliveryRecord, dueOf, lastMoment, messageOf } from "./record.js";
import type { Checked } from "./send-check.js";

/** What becomes of deliveries in one commit, from what the store holds of them: pure, as a plan is made again when a visitor was faster. */

/** A call that has ended. */
export interface Answer {
  readonly outgoing: Outgoing;
  readonly handed: Handed;
}

/** How many may be handed over now, and for how long nothing may be at all, ms. */
export interface Room {
  readonly free: number;
  readonly pauseMs: number;
}

type Changes = Map<string, Change>;

/** What a turn brings: new messages are queued, what became of calls is noted, and of what is due as much is reserved as there is room for. */
export function planTurn(
  fresh: readonly DeliveryRecord[],
  answers: readonly Answer[],
  due: readonly string[],
  how: Retrying & { readonly room: Room; readonly keepMs: number },
): Plan {
  return (held) => {
    const changes: Changes = new Map();
    for (const record of fresh) if (!held.has(record.message)) changes.set(record.message, { record });
    for (const { outgoing, handed } of answers) {
      const record = held.get(outgoing.message.id);
      // Another one than was handed over, or none: its person was erased meanwhile.
      if (record?.state === "sending" && record.attempts === outgoing.attempt)
        changes.set(record.message, afterAttempt(record, handed, how));
    }
    planDue(due, held, changes, how);
    return changes;
  };
}

function planDue(
  due: readonly string[],
  held: Held,
  changes: Changes,
  how: Retrying & { readonly room: Room; readonly keepMs: number },
): void {
  const { now, room, keepMs } = how;
  let free = room.free;
  for (const message of due) {
    const record = held.get(message);
    if (record === undefined || changes.has(message)) continue;
    if (isFinal(record.state)) {
      if (dueOf(record, keepMs) <= now) changes.set(message, { record: null });
    } else if (record.state === "sending") {
      changes.set(message, { record: doubted(record, "sending.interrupted", how) });
    } else if (now >= lastMoment(record)) {
      changes.set(message, { record: overdue(record, now) });
    } else if (free > 0) {
      free--;
      changes.set(message, { record: { ...record, state: "reserved", at: now } });
    } else if (room.pauseMs > 0) {
      // Out of the way of those whose deadline comes first.
      const notBefore = Math.min(now + room.pauseMs, lastMoment(record));
      changes.set(message, { record: { ...record, state: "queued", notBefore } });
    }
  }
}

/** Its last moment is over. What a page that asked for it was given has left all the same. */
function overdue(record: DeliveryRecord, now: number): DeliveryRecord {
  const message = messageOf(record);
  if (message !== undefined && isAnswer(message)) return ended(record, "sent", "", now);
  return ended(record, "expired", record.code || "delivery.expired", now);
}

/** What the checks say of those reserved. "sending" is stored before anything is handed over. */
export function planChecked(checked: ReadonlyMap<string, Checked>, how: Retrying): Plan {
  return (held) => {
    const changes: Changes = new Map();
    for (const [message, check] of checked) {
      const record = held.get(message);
      if (record?.state === "reserved") changes.set(message, { record: afterCheck(record, check, how) });
    }
    return changes;
  };
}

function afterCheck(record: DeliveryRecord, check: Checked, how: Retrying): DeliveryRecord | null {
  const { now } = how;
  if (check.verdict === "forget") return null;
  if (now >= lastMoment(record)) return overdue(record, now);
  switch (check.verdict) {
    case "withhold":
      return ended(record, "suppressed", check.code, now);
    case "hold":
      return heldUntil(record, check.code, check.until, now);
    case "failed":
      return triedInVain(record, check.code, how);
    case "send":
      return { ...record, state: "sending", attempts: record.attempts + 1, at: now };
  }
}
