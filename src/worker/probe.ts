/**
 * The named points of a partition's cycle. In production nothing listens; the fault tests end the process there, which is how the
 * commit protocol is proved at each of them.
 */
export type CrashPoint =
  | "after-read"
  | "after-load"
  | "after-step"
  | "before-commit"
  | "after-commit"
  | "before-publish"
  | "after-publish"
  | "before-trim"
  | "after-trim";

export const CRASH_POINTS: readonly CrashPoint[] = [
  "after-read",
  "after-load",
  "after-step",
  "before-commit",
  "after-commit",
  "before-publish",
  "after-publish",
  "before-trim",
  "after-trim",
];

export type Probe = (point: CrashPoint, partition: number) => void;

export const NO_PROBE: Probe = () => {};
