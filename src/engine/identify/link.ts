import type { EngineContext } from "../../domain/context.js";
import type { MergeEvent, SegmentEvent } from "../../domain/event.js";
import { anonymousPerson, knownPerson, type PersonKey } from "../../domain/person.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

const NOTHING: readonly MergeEvent[] = [];

/**
 * Who is the same person (DESIGN 4.4): a call with both ids links the anonymous profile, alias links the previous one. The other
 * profile is asked to hand over; nothing of it is touched from here. Ids of requests come from the event's id, so that a repeated
 * step asks once.
 */
export function linkRequests(draft: ProfileDraft, event: SegmentEvent, context: EngineContext): readonly MergeEvent[] {
  const { linkedIds } = context.limits;
  if (event.type === "alias") {
    const { previousId } = event;
    if (previousId === undefined) return NOTHING;
    // A previousId may be of either kind: alias calls do not say which. Two accounts become one on a server's word alone: whoever has read a
    // page's write key could otherwise take over anybody's.
    const kinds = mayMergeAccounts(event.source, context)
      ? [anonymousPerson(previousId), knownPerson(previousId)]
      : [anonymousPerson(previousId)];
    const others = kinds.filter((other) => other !== draft.person);
    for (const other of others) link(draft, other, linkedIds);
    return others.map((other) => request(event, other, draft.person, `merge-request/${event.id}/${other.slice(0, 1)}`));
  }
  if (event.userId === undefined || event.anonymousId === undefined) return NOTHING;
  const other = anonymousPerson(event.anonymousId);
  if (other === draft.person || draft.read("identity").linked.includes(other)) return NOTHING;
  link(draft, other, linkedIds);
  return [request(event, other, draft.person, `merge-request/${event.id}`)];
}

/** Imports and publishers on the log have credentials of their own. */
function mayMergeAccounts(source: string, { accountMergers }: EngineContext): boolean {
  return accountMergers.includes(source) || source === "direct" || source.startsWith("import-");
}

/** Remembers a link; the oldest makes room. A forgotten one is only asked again. */
export function link(draft: ProfileDraft, other: PersonKey, limit: number): void {
  if (draft.read("identity").linked.includes(other)) return;
  const { linked } = draft.write("identity");
  linked.push(other);
  if (linked.length > limit) linked.shift();
}

function request(event: SegmentEvent, from: PersonKey, into: PersonKey, id: string): MergeEvent {
  return { type: "merge", id, person: from, from, into, time: event.time, hops: 0 };
}
