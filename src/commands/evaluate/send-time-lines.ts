import { DAY } from "../../domain/time.js";
import type { SendTimeEvaluation, SharesOfPart } from "../../training/send-time/evaluation.js";
import { grouped } from "../report.js";

/** An evaluation of the send-time model as people read it in a terminal. */
export function sendTimeLines(evaluation: SendTimeEvaluation): string[] {
  const { data, protocol, split, people, cases, interval, gain, recipe, trials } = evaluation;
  const [low, high] = interval;
  return [
    `${data.source}, ${protocol}, hours in ${evaluation.zone}: ${grouped(cases)} held-out signs of ${grouped(people)} people; ${evaluation.cpuSeconds.toFixed(1)} CPU-seconds`,
    split,
    "",
    "share in three chosen hours of the day",
    `random     ${percent(evaluation.random)}`,
    `global     ${percent(evaluation.global)}`,
    `histogram  ${percent(evaluation.histogram)}`,
    `attune     ${percent(evaluation.attune)}   95 %: ${percent(low)} to ${percent(high)}; beside the histogram ${signed(gain[0])} to ${signed(gain[1])} points`,
    "",
    ...evaluation.byHistory.map((part) => partLine(`${part.name} signs before`, part)),
    partLine(evaluation.apart.name, evaluation.apart),
    ...(trials === undefined
      ? []
      : [
          "",
          `chosen among ${trials.length}: ownStrength ${recipe.ownStrength}, sharedByDays ${recipe.sharedByDays}, smoothingHours ${recipe.smoothingHours}, halfLife ${recipe.halfLifeMs / DAY} days (${percent(trials[0]?.share ?? 0)} in validation)`,
        ]),
  ];
}

function partLine(name: string, { cases, global, histogram, attune }: SharesOfPart): string {
  return `${name} (${grouped(cases)}): global ${percent(global)}, histogram ${percent(histogram)}, attune ${percent(attune)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function signed(share: number): string {
  return `${share < 0 ? "" : "+"}${(100 * share).toFixed(1)}`;
}
