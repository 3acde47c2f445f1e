import { type WhatIfReport, whatIf } from "../app/what-if.js";
import { openSources } from "../app/open-sources.js";
import type { Outcomes } from "../app/what-if-outcomes.js";
import { buildEngineContext, type Configuration, requireConfiguration } from "../config/index.js";
import { startProgress } from "./progress.js";
import { grouped, type Outcome, safeText } from "./report.js";
import { withLog } from "./servers.js";

/** `attune replay --what-if`: what another configuration would have decided on the recorded events. */
export async function replayWhatIf(configuration: Configuration, folder: string, sample: number): Promise<Outcome> {
  const { log, state, data } = configuration;
  const other = requireConfiguration(folder, { overrides: { log, state, data } });
  const { createEngine } = await import("../engine/index.js");
  const contexts = { before: buildEngineContext(configuration), after: buildEngineContext(other) };
  const [present, changed] = [createEngine(contexts.before), createEngine(contexts.after)];
  const started = performance.now();
  const found = await withLog(configuration, async (opened) => {
    const sources = {
      before: openSources(configuration, opened, contexts.before.recommendations),
      after: openSources({ ...other, models: configuration.models }, opened, contexts.after.recommendations),
    };
    const progress = startProgress("replayed", "events");
    let events = 0;
    try {
      return await whatIf(opened, present, changed, {
        sample,
        sources,
        onProgress: (more) => {
          events += more;
          progress.update(events);
        },
      });
    } finally {
      progress.stop();
    }
  });
  const versions = { before: present.contextVersion, after: changed.contextVersion };
  const seconds = Math.round(performance.now() - started) / 1_000;
  const difference = differenceOf(found.before, found.after);
  return { fields: { configuration: versions, ...found, difference, seconds }, lines: linesOf(found, versions) };
}

function linesOf(found: WhatIfReport, versions: { readonly before: string; readonly after: string }): string[] {
  const { before, after } = found;
  const rows = (title: string, of: keyof Outcomes & ("channels" | "actions" | "reasons")): string[] => {
    const names = [...new Set([...Object.keys(before[of]), ...Object.keys(after[of])])].sort();
    const changed = names.map((name) => row(`  ${name}`, before[of][name] ?? 0, after[of][name] ?? 0));
    return changed.length === 0 ? [] : [`${title}:`, ...changed];
  };
  return [
    `${grouped(found.events)} events of ${found.partitions} partitions, under configuration ${versions.before} and under ${versions.after}`,
    `${"".padEnd(34)}${"before".padStart(12)}${"after".padStart(12)}${"difference".padStart(12)}`,
    row("decisions", before.decisions, after.decisions),
    row("messages", before.messages, after.messages),
    row("nothing said", before.silence, after.silence),
    row("held", before.held, after.held),
    ...rows("by channel", "channels"),
    ...rows("by action", "actions"),
    ...rows("reasons", "reasons"),
    `decisions: ${grouped(found.changed)} others, ${grouped(found.added)} new, ${grouped(found.gone)} no longer made`,
    ...found.examples.map(({ person, occasion, subject, time, before: was, after: is }) => {
      const about = subject === "" ? occasion : `${occasion} (${safeText(subject)})`;
      const side = (choice: typeof was): string =>
        choice === undefined ? "no decision" : choice.winner || `${choice.outcome}: ${choice.reason}`;
      return `  ${safeText(person)}  ${about}  ${new Date(time).toISOString()}  ${side(was)} -> ${side(is)}`;
    }),
  ];
}

function row(name: string, before: number, after: number): string {
  const difference = after - before;
  const sign = difference > 0 ? "+" : "";
  const columns = [grouped(before), grouped(after), `${sign}${grouped(difference)}`];
  return `${name.padEnd(34)}${columns.map((column) => column.padStart(12)).join("")}`;
}

/** after - before, of everything that is counted; what is equal is left out of the lists. */
function differenceOf(before: Outcomes, after: Outcomes): Outcomes {
  const lists = (of: "channels" | "actions" | "reasons"): Record<string, number> => {
    const names = [...new Set([...Object.keys(before[of]), ...Object.keys(after[of])])];
    const all = names.map((name) => [name, (after[of][name] ?? 0) - (before[of][name] ?? 0)] as const);
    return Object.fromEntries(all.filter(([, by]) => by !== 0));
  };
  return {
    decisions: after.decisions - before.decisions,
    messages: after.messages - before.messages,
    silence: after.silence - before.silence,
    held: after.held - before.held,
    channels: lists("channels"),
    actions: lists("actions"),
    reasons: lists("reasons"),
  };
}
