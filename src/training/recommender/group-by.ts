/** Places grouped by a key: those of key k are `places[offsets[k] .. offsets[k + 1])`, in their order. */
export interface Groups {
  readonly offsets: Uint32Array;
  readonly places: Uint32Array;
}

/** A stable counting sort of the places 0 to keys.length - 1 by their keys, 0 to `groups` - 1. */
export function groupBy(keys: Uint32Array, groups: number): Groups {
  const offsets = new Uint32Array(groups + 1);
  for (const key of keys) offsets[key + 1] = (offsets[key + 1] as number) + 1;
  for (let key = 0; key < groups; key++) offsets[key + 1] = (offsets[key + 1] as number) + (offsets[key] as number);
  const next = offsets.slice(0, groups);
  const places = new Uint32Array(keys.length);
  for (let place = 0; place < keys.length; place++) {
    const key = keys[place] as number;
    const at = next[key] as number;
    places[at] = place;
    next[key] = at + 1;
  }
  return { offsets, places };
}
