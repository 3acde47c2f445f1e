import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Activity, View as Stored } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { DAY, decay } from "../../domain/time.js";
import { NEVER_DAYS } from "../../domain/view.js";
import { zoneOf } from "../../domain/zone-evidence.js";

/** What all subjects of a view are worked out of. */
export class Basis {
  readonly draft: ProfileDraft;
  readonly context: EngineContext;
  readonly moment: Moment | undefined;
  readonly activity: Stored<Activity>;
  /** The profile's clock. */
  readonly now: number;
  #zone: string | undefined;

  constructor(draft: ProfileDraft, context: EngineContext, moment: Moment | undefined) {
    this.draft = draft;
    this.context = context;
    this.moment = moment;
    this.activity = draft.read("activity");
    this.now = moment === undefined ? this.activity.clock : Math.max(moment.time, this.activity.clock);
  }

  trait(key: string): string | undefined {
    return this.draft.textTrait(key);
  }

  get zone(): string {
    this.#zone ??= zoneOf(this.draft, this.context);
    return this.#zone;
  }

  daysSince(time: number): number {
    return time === 0 ? NEVER_DAYS : Math.max(0, (this.now - time) / DAY);
  }

  /** A decayed counter of the activity, which is as of its clock. */
  decayed(value: number, halfLifeMs: number): number {
    return value * decay(this.now - this.activity.clock, halfLifeMs);
  }
}
