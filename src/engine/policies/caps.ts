import type { ActionClass } from "../../domain/action.js";
import type { Option } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Cap } from "../../domain/policy.js";
import type { Contact, View } from "../../domain/profile.js";

/** Transactional messages are neither counted nor limited unless a cap names them. */
const ALL_BUT_TRANSACTIONAL: readonly ActionClass[] = ["service", "promotional", "education"];

/** What caps select by: of an option, or of a contact as it was when it was sent. */
export type Selected = Pick<Contact, "channel" | "topic" | "group" | "class">;

const prepared = new WeakMap<EngineContext, readonly Cap[]>();

/** Every cap there is: the channels' own ("channel.email"), then the configured ones. */
export function allCaps(context: EngineContext): readonly Cap[] {
  const known = prepared.get(context);
  if (known !== undefined) return known;
  const caps = [...channelCaps(context), ...context.caps];
  prepared.set(context, caps);
  return caps;
}

function channelCaps(context: EngineContext): Cap[] {
  return [...context.channels.values()].map(({ channel, cap }) => ({
    id: `channel.${channel}`,
    channel,
    classes: ALL_BUT_TRANSACTIONAL,
    count: cap.count,
    window: { kind: "rolling", ms: cap.windowMs },
  }));
}

/** Whether the cap counts it, if it is a contact, and limits it, if it is an option. */
export function matches(cap: Cap, one: Selected | View<Contact>): boolean {
  const classes = cap.classes.length === 0 ? ALL_BUT_TRANSACTIONAL : cap.classes;
  return (
    (cap.channel === undefined || cap.channel === one.channel) &&
    (cap.topic === undefined || cap.topic === one.topic) &&
    (cap.group === undefined || cap.group === one.group) &&
    classes.includes(one.class)
  );
}

export function selectedOf({ action, treatment }: Option): Selected {
  return { channel: treatment.channel, topic: action.topic, group: action.group, class: action.class };
}
