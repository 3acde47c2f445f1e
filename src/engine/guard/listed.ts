import type { GuardPolicy, Sensitivity } from "../../domain/policy.js";
import type { Segment } from "../../domain/segment.js";
import { lineageOf } from "./categories.js";
import { otherSpelling, partsOf } from "./fact.js";
import { namedIn } from "./segment-source.js";
import { moreSensitive } from "./strictness.js";

/** The facts that a guard lists, by what they are about; worked out once. */
interface Listed {
  /** By trait, in both of its spellings: a trait is as sensitive as the merge field that shows it. */
  readonly traits: ReadonlyMap<string, Sensitivity>;
  /** By category, as lineageOf writes it. */
  readonly categories: ReadonlyMap<string, Sensitivity>;
  readonly segments: WeakMap<Segment, Sensitivity | "unlisted">;
}

const prepared = new WeakMap<GuardPolicy, Listed>();

function listedBy(guard: GuardPolicy): Listed {
  const known = prepared.get(guard);
  if (known !== undefined) return known;
  const traits = new Map<string, Sensitivity>();
  const categories = new Map<string, Sensitivity>();
  for (const [fact, sensitivity] of guard.facts) {
    const { subject, key } = partsOf(fact);
    if (subject === "person" || subject === "trait") {
      raise(traits, key, sensitivity);
      raise(traits, otherSpelling(key), sensitivity);
    } else if (subject === "category") {
      raise(categories, lineageOf(key).at(-1) ?? key, sensitivity);
    }
  }
  const listed = { traits, categories, segments: new WeakMap<Segment, Sensitivity | "unlisted">() };
  prepared.set(guard, listed);
  return listed;
}

function raise(map: Map<string, Sensitivity>, key: string, sensitivity: Sensitivity): void {
  map.set(key, moreSensitive(map.get(key), sensitivity) ?? sensitivity);
}

export function traitSensitivity(key: string, guard: GuardPolicy): Sensitivity | undefined {
  return listedBy(guard).traits.get(key);
}

export function listsCategories(guard: GuardPolicy): boolean {
  return listedBy(guard).categories.size > 0;
}

/** What is listed for the category, or for one that it is in. */
export function categorySensitivity(category: string, guard: GuardPolicy): Sensitivity | undefined {
  const { categories } = listedBy(guard);
  if (categories.size === 0) return undefined;
  return lineageOf(category).reduce<Sensitivity | undefined>(
    (strictest, name) => moreSensitive(strictest, categories.get(name)),
    undefined,
  );
}

/** A segment is as sensitive as the listed traits and categories that its condition names. */
export function segmentSensitivity(segment: Segment, guard: GuardPolicy): Sensitivity | undefined {
  const { segments } = listedBy(guard);
  let known = segments.get(segment);
  if (known === undefined) {
    known = concludedFrom(segment, guard) ?? "unlisted";
    segments.set(segment, known);
  }
  return known === "unlisted" ? undefined : known;
}

function concludedFrom(segment: Segment, guard: GuardPolicy): Sensitivity | undefined {
  let strictest: Sensitivity | undefined;
  for (const [fact, sensitivity] of guard.facts) {
    const { subject, key } = partsOf(fact);
    const isRead =
      subject === "category" || (segment.when.reads.has("person") && ["person", "trait"].includes(subject));
    if (isRead && namedIn(segment, key)) strictest = moreSensitive(strictest, sensitivity);
  }
  return strictest;
}
