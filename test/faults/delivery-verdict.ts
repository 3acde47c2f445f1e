import { type Delivery, type DeliveryState, isFinal } from "../../src/domain/delivery.js";
import type { DeliveryEvent } from "../../src/domain/event.js";
import type { Taking } from "./delivery-counterparts.js";
import { type DeliveryPlan, hourIn, QUIET } from "./delivery-plan.js";

export interface DeliveryObservation {
  readonly plan: DeliveryPlan;
  readonly deliveries: readonly Delivery[];
  readonly calls: readonly Taking[];
  readonly taken: readonly Taking[];
  readonly told: readonly DeliveryEvent[];
}

/** Each count of what must not be has to be 0. */
export interface DeliveryVerdict {
  readonly ok: boolean;
  readonly messages: number;
  readonly states: Readonly<Partial<Record<DeliveryState, number>>>;
  /** Without a state, in one that isn't final, or in two. */
  readonly unsettled: number;
  /** Taken more than once by a provider. */
  readonly twice: number;
  readonly afterDeadline: number;
  readonly inQuietHours: number;
  /** Handed over for people that nothing may be sent to. */
  readonly forbidden: number;
  /** "sent" without being taken, or taken while the state says that nothing left. */
  readonly untrue: number;
  /** A profile that should have been told of an outcome and wasn't, was told twice or wrongly. */
  readonly mistold: number;
  readonly examples: readonly string[];
}

export function judgeDeliveries({ plan, deliveries, calls, taken, told }: DeliveryObservation): DeliveryVerdict {
  const examples: string[] = [];
  const wrong = { unsettled: 0, twice: 0, afterDeadline: 0, inQuietHours: 0, forbidden: 0, untrue: 0, mistold: 0 };
  const note = (what: keyof typeof wrong, message: string, detail: string): void => {
    wrong[what]++;
    examples.push(`${what}: ${message} ${detail}`);
  };
  const records = byMessage(deliveries);
  const takings = byMessage(taken);
  const events = byMessage(told);
  const states: Partial<Record<DeliveryState, number>> = {};
  for (const { id } of plan.messages) {
    const [record, ...more] = records.get(id) ?? [];
    const times = takings.get(id)?.length ?? 0;
    if (record === undefined || more.length > 0 || !isFinal(record.state)) {
      note("unsettled", id, record?.state ?? "has no state");
      continue;
    }
    const { state } = record;
    states[state] = (states[state] ?? 0) + 1;
    if (times > 1) note("twice", id, `${times} times, ${state}`);
    const isTrue = state === "sent" ? times > 0 : state === "unknown" || times === 0;
    if (!isTrue) note("untrue", id, `${state} (${record.code}), taken ${times} times`);
    const heard = (events.get(id) ?? []).map(({ outcome }) => outcome).join(" and ");
    if (heard !== (state === "sent" ? "" : state)) note("mistold", id, `${state}, told "${heard}"`);
  }
  const byId = new Map(plan.messages.map((message) => [message.id, message]));
  for (const { message: id, at } of calls) {
    const message = byId.get(id);
    const person = message === undefined ? undefined : plan.people.get(message.person);
    if (message === undefined || person === undefined) {
      note("forbidden", id, "was never decided");
      continue;
    }
    if (at >= message.expiresAt) note("afterDeadline", id, `${at - message.expiresAt} ms late`);
    const minutes = hourIn(person.zone, at) * 60;
    if (minutes >= QUIET.from || minutes < QUIET.until) note("inQuietHours", id, `in ${person.zone}`);
    if (person.kind === "paused" || (person.kind === "unreachable" && message.channel !== "webhook"))
      note("forbidden", id, person.kind);
  }
  const ok = Object.values(wrong).every((count) => count === 0);
  return { ok, messages: plan.messages.length, states, ...wrong, examples };
}

function byMessage<T extends { readonly message: string }>(all: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(one.message);
    if (group === undefined) groups.set(one.message, [one]);
    else group.push(one);
  }
  return groups;
}
