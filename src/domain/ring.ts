/**
 * Puts an entry at the newest end of a bounded list, in the place of the entry at `replaced` (-1: none), else of the oldest when the list is
 * full. The others move up within the list: nothing is allocated once it is full, which matters on a list that every event changes.
 */
export function pushNewest<T>(list: T[], entry: T, limit: number, replaced = -1): void {
  let gap = replaced >= 0 ? replaced : list.length >= limit ? 0 : -1;
  if (gap < 0) {
    list.push(entry);
    return;
  }
  const last = list.length - 1;
  for (; gap < last; gap++) list[gap] = list[gap + 1] as T;
  list[last] = entry;
  // A configuration with a smaller limit than the one it was filled under.
  if (list.length > limit) list.splice(0, list.length - limit);
}
