import type { Moment } from "../../src/domain/consideration.js";
import type { EngineContext } from "../../src/domain/context.js";
import type { Decision } from "../../src/domain/decision.js";
import type { Message } from "../../src/domain/message.js";
import { knownPerson, type PersonKey } from "../../src/domain/person.js";
import type { SectionName, Sections, View } from "../../src/domain/profile.js";
import type { ProfileDraft } from "../../src/domain/profile-draft.js";
import type { Outlet } from "../../src/domain/step.js";
import { decide } from "../../src/engine/decide.js";
import { editProfile } from "../../src/engine/profile/edit.js";
import type { Profile } from "../../src/engine/profile/stored-profile.js";
import { A_PARTITION, aMoment, MONDAY } from "./engine-context.js";

/** What came of one step's decisions. */
export interface Said {
  /** The first. */
  readonly decision: Decision;
  readonly message: Message | undefined;
  readonly messages: readonly Message[];
  readonly totals: Readonly<Record<string, number>>;
  /** What was learnt, by "<group>/<key>". */
  readonly learnt: Readonly<Record<string, number>>;
}

export interface Person {
  decide(moment?: Partial<Moment>): Said;
  /** In one step. */
  decideAll(moments: readonly Partial<Moment>[]): Said;
  edit(edit: (draft: ProfileDraft) => void): void;
  read<K extends SectionName>(section: K): View<Sections[K]>;
}

/** One person, for whom decisions are made one by one: the real stages, without the pipeline around them. */
export function aPerson(context: EngineContext, person: PersonKey = knownPerson("ada")): Person {
  let profile: Profile | undefined;
  let steps = 0;
  const statistics = new Map<string, number>();
  const edit = (change: (draft: ProfileDraft) => void): void => {
    profile = editProfile(profile, person, change);
  };
  const decideAll = (moments: readonly Partial<Moment>[]): Said => {
    const gathered = gather();
    const { learnt, decisions, messages, totals, out } = gathered;
    const partition = {
      ...A_PARTITION,
      statistic: (group: string, key: string) => statistics.get(`${group}/${key}`) ?? 0,
    };
    for (const overrides of moments) {
      const moment = aMoment({ cause: `event-${steps}`, ...overrides });
      edit((draft) => {
        draft.write("activity").clock = moment.time;
        decide(draft, moment, context.actions, context, out, partition);
      });
    }
    steps++;
    for (const [key, by] of Object.entries(learnt)) statistics.set(key, (statistics.get(key) ?? 0) + by);
    return { decision: decisions[0] as Decision, message: messages[0], messages, totals, learnt };
  };
  edit((draft) => {
    const activity = draft.write("activity");
    activity.firstSeen = activity.lastSeen = activity.clock = MONDAY;
  });
  return {
    edit,
    decideAll,
    decide: (moment = {}) => decideAll([moment]),
    read: (section) => (profile as Profile).read(section),
  };
}

/** Takes what a step puts out. */
function gather() {
  const decisions: Decision[] = [];
  const messages: Message[] = [];
  const totals: Record<string, number> = {};
  const learnt: Record<string, number> = {};
  const add = (sums: Record<string, number>, name: string, by: number): void => {
    sums[name] = (sums[name] ?? 0) + by;
  };
  const out: Outlet = {
    count: (name, by = 1) => add(totals, name, by),
    reason: (code, by = 1) => add(totals, `reasons.${code}`, by),
    effect(effect) {
      if (effect.kind === "decision") decisions.push(effect.decision);
      if (effect.kind === "message") messages.push(effect.message);
    },
    learn: (group, key, by) => add(learnt, `${group}/${key}`, by),
    learnt: (group, key) => learnt[`${group}/${key}`] ?? 0,
  };
  return { decisions, messages, totals, learnt, out };
}
