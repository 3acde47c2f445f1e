import type { Measure, Measured, Simulation } from "../app/simulate/index.js";
import { grouped } from "./report.js";

const TITLES: Readonly<Record<Measure, { readonly title: string; readonly show: (value: number) => string }>> = {
  openRate: { title: "e-mails opened", show: percent },
  clickRate: { title: "e-mails clicked", show: percent },
  revenuePerPerson: { title: "revenue a person", show: amount },
  ordersPerPerson: { title: "orders a person", show: amount },
  messagesPerPerson: { title: "messages a person", show: amount },
  offSitePerPerson: { title: "  not on the site", show: amount },
  unsubscribeRate: { title: "people who left", show: percent },
};
/** Of each policy: with more the table is no longer read. */
const WAYS_SHOWN = 8;

/** A simulation as people read it in a terminal. */
export function simulationLines({ policies, differences, people, seeds, weeks, historyWeeks }: Simulation): string[] {
  const columns = [...Object.entries(policies), ...Object.entries(differences)];
  const line = (cells: readonly string[]): string =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(20) : cell.padStart(26))).join("");
  const rows = Object.entries(TITLES).map(([name, { title, show }]) =>
    line([title, ...columns.map(([, measured]) => within(measured[name as Measure], show))]),
  );
  return [
    `${grouped(people)} people of ${seeds.length} seeds, ${weeks} weeks after ${historyWeeks} weeks of history; 95 % intervals`,
    "",
    line(["", ...columns.map(([name]) => name)]),
    ...rows,
    ...Object.entries(policies).flatMap(([name, { spoken }]) => [
      ...(spoken.length === 0 ? [] : ["", `${name}: sent, clicked, revenue of the visits that came of it`]),
      ...spoken
        .slice(0, WAYS_SHOWN)
        .map(
          ({ what, sent, clicked, revenue }) =>
            `  ${what.padEnd(28)}${grouped(sent).padStart(10)}${percent(clicked / sent).padStart(10)}${grouped(Math.round(revenue)).padStart(12)}`,
        ),
    ]),
  ];
}

function within({ value, interval: [low, high] }: Measured, show: (value: number) => string): string {
  return `${show(value)} (${show(low)} to ${show(high)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function amount(value: number): string {
  return value.toFixed(2);
}
