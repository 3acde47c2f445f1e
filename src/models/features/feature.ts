import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { ScoredMoment, ScoredOption } from "../../domain/scoring.js";

/** What a column is. All of it is in the schema's hash. */
export interface FeatureDeclaration {
  readonly name: string;
  /** Where it is read from. */
  readonly source: string;
  /** Of what is read: before the transformation. */
  readonly unit: string;
  readonly transformation: string;
}

/** One column of what a model reads. */
export interface Feature<T> extends FeatureDeclaration {
  /** Finite, in the range of single precision. Pure. */
  readonly read: (of: T) => number;
}

/** Features that are read together: a call for each would cost as much as the network. */
export interface FeatureGroup<T> {
  readonly features: readonly FeatureDeclaration[];
  /** Writes them in their order, from `at` on. Whoever changes what it writes changes one of the words that declare it, or the schema's version. */
  readonly read: (of: T, into: Float32Array, at: number) => void;
}

/** All columns of a model, in their order, and how a row of them is read. */
export type FeatureTable<T> = readonly Feature<T>[] & { readonly groups: readonly FeatureGroup<T>[] };

/** Right after the profile has taken the event in. */
export interface IntentMoment {
  readonly draft: ProfileDraft;
  readonly event: SegmentEvent;
  readonly context: EngineContext;
}

/** One option of a decision. */
export interface PropensityMoment extends ScoredMoment {
  readonly scored: ScoredOption;
}

export function featureTable<T>(groups: readonly FeatureGroup<T>[]): FeatureTable<T> {
  return Object.assign(groups.flatMap(singly), { groups });
}

function singly<T>({ features, read }: FeatureGroup<T>): Feature<T>[] {
  const all = new Float32Array(features.length);
  return features.map((declaration, at) => ({
    ...declaration,
    read(of) {
      read(of, all, 0);
      return all[at] as number;
    },
  }));
}

export function feature(name: string, source: string, unit: string, transformation: string): FeatureDeclaration {
  return { name, source, unit, transformation };
}

/** Writes one row, from `at` on. */
export function readRow<T>({ groups }: FeatureTable<T>, of: T, into: Float32Array, at = 0): void {
  let place = at;
  for (let i = 0; i < groups.length; i++) {
    const { features, read } = groups[i] as FeatureGroup<T>;
    read(of, into, place);
    place += features.length;
  }
}
