/** Every action that may be said speaks on one channel: of its other ways the decision keeps why they don't. */
import { isInArm } from "../domain/experiment.js";
import { chooseChannel } from "./channel-choice/choose-channel.js";
import { type Considered, isSurvivor, type Scene, type Survivor } from "./consider.js";

/** The same, with those ended that are on another channel than their action's. */
export function settleChannels(considered: readonly Considered[], scene: Scene): readonly Considered[] {
  const survivors = considered.filter(isSurvivor);
  if (survivors.length < 2) return considered;
  const ended = new Map<Considered, Considered>();
  for (const ways of byAction(survivors)) {
    for (const other of othersOf(ways, scene)) ended.set(other.way, other.ended);
  }
  return ended.size === 0 ? considered : considered.map((one) => ended.get(one) ?? one);
}

function byAction(survivors: readonly Survivor[]): Iterable<readonly Survivor[]> {
  const actions = new Map<string, Survivor[]>();
  for (const survivor of survivors) {
    const { id } = survivor.option.action;
    const ways = actions.get(id);
    if (ways === undefined) actions.set(id, [survivor]);
    else ways.push(survivor);
  }
  return actions.values();
}

function othersOf(
  ways: readonly Survivor[],
  { draft, context, moment, view }: Scene,
): readonly { readonly way: Considered; readonly ended: Considered }[] {
  const chosen = chooseChannel(draft, ways, context, moment.time, view);
  if (chosen === undefined) return [];
  const { channel, because } = chosen;
  // The control arm draws among all that is allowed: what is learnt of channels is measured against it.
  if (because !== "declared" && isInArm(context.control, draft.person)) return [];
  return ways
    .filter(({ option }) => option.treatment.channel !== channel)
    .map((way) => {
      const end = { stage: "arbitration", code: "channel.other", detail: `${channel}: ${because}` } as const;
      return { way, ended: { ...way, end } };
    });
}
