import type { Action, Occasion } from "../../domain/action.js";
import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import type { Happening, StandingChange } from "../../domain/happening.js";
import type { Plan, SectionName, Sections, View as Stored } from "../../domain/profile.js";
import type { Told } from "../../domain/told.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { ReasonCode } from "../../domain/reasons.js";
import type { Outlet } from "../../domain/step.js";
import type { View } from "../../domain/view.js";
import type { Group, Groups } from "./groups.js";

/** A profile that can be read. */
export interface Readable {
  read<K extends SectionName>(section: K): Stored<Sections[K]>;
}

/** A moment at which to speak, and the actions that compete in it. */
export interface Speech {
  readonly moment: Moment;
  readonly actions: readonly Action[];
}

/** Where occasions open: by an event, or by a timer that found something changed. */
export interface Setting {
  readonly draft: ProfileDraft;
  /** The event at hand; undefined where it is a timer. */
  readonly event: SegmentEvent | undefined;
  /** The id of the event, or of the timer's. */
  readonly cause: string;
  readonly groups: Groups;
  readonly context: EngineContext;
  readonly out: Outlet;
  /** The profile as conditions see it. */
  readonly viewOf: (draft: ProfileDraft, context: EngineContext, moment: Moment) => View;
  /**
   * The person comes to a moment in which an experiment's variant matters. Noted when the occasion opens, not when it speaks: variants that
   * wait for different times would otherwise count different people.
   */
  readonly noteTrial: (draft: ProfileDraft, action: Action, time: number, context: EngineContext, out: Outlet) => void;
  /** What speaks at once, in the order of being decided. */
  readonly speeches: Speech[];
}

/** An event after the profile has taken it in. */
export interface Heard extends Setting {
  /** The profile before the step. */
  readonly before: Readable;
  readonly event: SegmentEvent;
  readonly happening: Happening;
  /** A new session began with it. */
  readonly isVisit: boolean;
  readonly changes: readonly StandingChange[];
}

/** What an occasion is about, as far as its plan or event say it. A plan is one. */
export interface Seed {
  readonly subject: string;
  readonly items: readonly string[];
  readonly value: number;
  readonly openedAt: number;
  readonly told?: Told;
}

/** Items, most relevant first, without those just bought; and what they are worth. */
export type About = Pick<Moment, "items" | "value" | "justBought">;

export type Hearing = (heard: Heard) => void;

/** What sets one occasion apart from the others. Everything else of opening, waiting and firing is the same for all. */
export interface OccasionRule {
  readonly occasion: Occasion;
  /** quiet: its wait is the person's silence, and begins anew when they do something. time: it just waits. */
  readonly waits: "quiet" | "time";
  /** Only an order of its items takes it back (see `gone`), not any order. */
  readonly isAboutItems?: boolean;
  /** What it opens by: the canonical names of events. */
  readonly opens?: Readonly<Record<string, Hearing>>;
  /** What ends it while it waits: history and silent events do so too. */
  readonly closes?: Readonly<Record<string, Hearing>>;
  /** When a session began, and when an order was taken. */
  readonly onVisit?: Hearing;
  readonly onOrder?: Hearing;
  /** When a section was written to. */
  readonly onChange?: { readonly section: SectionName; readonly hear: Hearing };
  about(draft: ProfileDraft, seed: Seed, context: EngineContext): About;
  /** Why there is nothing left to speak about when its time has come; undefined: there is. */
  gone?(draft: ProfileDraft, plan: Plan, group: Group, context: EngineContext): ReasonCode | undefined;
  /** The plan as it has to wait on, where its time has moved; undefined: it is now. */
  moved?(draft: ProfileDraft, plan: Plan, group: Group, context: EngineContext): Plan | undefined;
  /** The plan that follows when this one has spoken, or was taken back. */
  next?(draft: ProfileDraft, plan: Plan, group: Group, context: EngineContext): Plan | undefined;
}
