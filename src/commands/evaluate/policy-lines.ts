import type { PolicyEvaluation, PolicyValue } from "../../training/policy/index.js";
import { grouped } from "../report.js";

/** With fewer rewards behind a value its interval is not to be trusted. */
const FEW_REWARDS = 10;
const WELL_SUPPORTED = 0.95;
/** As far from 1 the mean weight isn't by chance alone, with rows enough. */
const USUAL_WEIGHTS = [0.8, 1.25] as const;

/** Values of policies as people read them in a terminal. */
export function policyLines(evaluation: PolicyEvaluation, reward: string): string[] {
  const { source, rows, people, arms, groups, estimator, clip, policies, cpuSeconds } = evaluation;
  return [
    `${source}: ${grouped(rows)} choices of ${grouped(people)} people, ${grouped(arms)} actions in ${grouped(groups)} kinds of moment; ${cpuSeconds.toFixed(1)} CPU-seconds`,
    `${reward} a choice, ${estimator}, weights cut off at ${clip.toPrecision(3)}; 95 % intervals over people`,
    "",
    `${"policy".padEnd(14)}${"value".padStart(10)}${"interval".padStart(24)}${"effective rows".padStart(18)}${"beside current".padStart(40)}`,
    ...Object.entries(policies).map(([name, value]) => policyLine(name, value)),
    "",
    ...Object.entries(policies).flatMap(([name, value]) => warnings(name, value)),
  ];
}

function policyLine(name: string, { value, interval, effectiveSampleSize, difference }: PolicyValue): string {
  const beside =
    difference === undefined ? "" : `${signed(difference.value)} (${difference.interval.map(signed).join(" to ")})`;
  return `${name.padEnd(14)}${short(value).padStart(10)}${interval.map(short).join(" to ").padStart(24)}${grouped(Math.round(effectiveSampleSize)).padStart(18)}${beside.padStart(40)}`;
}

function warnings(name: string, { effectiveRewards, meanWeight, supported, clipped }: PolicyValue): string[] {
  const isUsual = meanWeight >= USUAL_WEIGHTS[0] && meanWeight <= USUAL_WEIGHTS[1];
  return [
    ...(effectiveRewards < FEW_REWARDS
      ? [`${name}: it rests on as much as ${effectiveRewards.toFixed(1)} rewards: too few for any interval`]
      : []),
    ...(supported < WELL_SUPPORTED
      ? [
          `${name}: in ${((1 - supported) * 100).toFixed(0)} % of the choices it would do what could not be chosen; they are left out`,
        ]
      : []),
    ...(supported > 0 && !isUsual
      ? [
          `${name}: weights are ${meanWeight.toPrecision(3)} on average where 1 is to be expected: the probabilities are not those of the draw, or what it does was hardly ever done`,
        ]
      : []),
    ...(clipped > 0
      ? [`${name}: ${(clipped * 100).toFixed(2)} % of the weights are cut off, which leans the value`]
      : []),
  ];
}

function short(value: number): string {
  return Number(value.toPrecision(4)).toString();
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${Number(value.toPrecision(3)).toString()}`;
}
