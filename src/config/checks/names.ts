import { SCENARIOS } from "../../domain/recommendation.js";
import { topicOf } from "../normalise/actions.js";
import type { Sources } from "../sources.js";

/** The names that a folder gives. */
export interface Names {
  readonly actions: ReadonlySet<string>;
  readonly issues: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly topics: ReadonlySet<string>;
  /** And personas. */
  readonly segments: ReadonlySet<string>;
  readonly purposes: ReadonlySet<string>;
  readonly pools: ReadonlySet<string>;
  readonly seasons: ReadonlySet<string>;
  readonly tiers: ReadonlySet<string>;
  /** Built-in ones and those of recommendations.yaml. */
  readonly scenarios: ReadonlySet<string>;
}

export function namesIn({ actions, segments, policies, coupons, loyalty, recommendations }: Sources): Names {
  const files = actions.map(({ value }) => value);
  const ids = (entries: readonly { readonly id: string }[]): ReadonlySet<string> =>
    new Set(entries.map(({ id }) => id));
  return {
    actions: new Set(files.map(({ action }) => action)),
    issues: new Set(files.map(({ issue }) => issue)),
    groups: new Set(files.map(({ group }) => group)),
    topics: new Set(files.map(topicOf)),
    segments: ids([...segments.value.segments, ...segments.value.personas]),
    purposes: new Set(Object.keys(policies.value.consent.purposes)),
    pools: ids(coupons.value.pools),
    seasons: ids(policies.value.seasons),
    tiers: ids(loyalty.value.tiers),
    scenarios: new Set([...SCENARIOS, ...recommendations.value.scenarios.map(({ id }) => id)]),
  };
}
