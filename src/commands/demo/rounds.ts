import type { SegmentCall } from "../../simulator/segment-call.js";

/** Calls that are sent together; when all that they lead to has happened, the shop's clock may go on to `until` (ms). */
export interface Round {
  readonly calls: readonly SegmentCall[];
  readonly until: number;
}

/**
 * Cuts the shop's calls into rounds of about `size`. Two profiles become one by messages between their partitions, which takes a few
 * milliseconds, while the shop's minutes pass in microseconds: what a person does after such a call waits for the next round. So
 * that the same seed gives the same decisions however fast the machine is. The order of each person's calls stays.
 */
export function* rounds(calls: Iterable<SegmentCall>, size: number): Generator<Round> {
  const linked = new Set<string>();
  let waiting: SegmentCall[] = [];
  let round: SegmentCall[] = [];
  let joining = new Set<string>();
  const put = (call: SegmentCall): void => {
    const { userId, anonymousId } = call;
    if (joining.has(anonymousId) || (userId !== undefined && joining.has(userId))) {
      waiting.push(call);
      return;
    }
    round.push(call);
    if (userId === undefined || linked.has(anonymousId)) return;
    linked.add(anonymousId);
    joining.add(anonymousId).add(userId);
  };
  const close = (): Round => {
    const last = round.at(-1);
    const held = waiting;
    const times = [last, held[0]].flatMap((call) => (call === undefined ? [] : [Date.parse(call.timestamp)]));
    const closed = { calls: round, until: Math.min(...times) };
    [round, waiting, joining] = [[], [], new Set()];
    for (const call of held) put(call);
    return closed;
  };
  for (const call of calls) {
    put(call);
    if (round.length >= size) yield close();
  }
  while (round.length > 0) yield close();
}
