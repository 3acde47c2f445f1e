import { DAY, HOUR, MINUTE } from "../../domain/time.js";

/** A duration for people: "7 days". */
export function lengthOf(ms: number): string {
  if (ms % DAY === 0) return counted(ms / DAY, "day");
  if (ms % HOUR === 0) return counted(ms / HOUR, "hour");
  return ms % MINUTE === 0 ? counted(ms / MINUTE, "minute") : `${ms} ms`;
}

function counted(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
