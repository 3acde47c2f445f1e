import { OCCASIONS } from "../../domain/action.js";
import { CHANNELS } from "../../domain/message.js";
import { FUNNEL, LIFECYCLES } from "../../domain/policy.js";
import type { ConfigProblem } from "../problems.js";
import type { Sources } from "../sources.js";
import { suggestion } from "../spelling.js";
import { conditionsOf } from "./conditions.js";
import { Mistakes } from "./mistakes.js";
import type { Names } from "./names.js";

/** Texts in conditions that are compared with something whose values are all known: a misspelt one would never hold, and nobody would notice. */

interface Compared {
  readonly field: string;
  readonly what: string;
  readonly known: Iterable<string>;
  /** A list: "x" in field. Otherwise field == "x", field != "x", field in ["x"]. A map: field["x"]. */
  readonly kind: "text" | "list" | "map";
}

export function checkLiterals(sources: Sources, names: Names): ConfigProblem[] {
  const compared = fieldsWithKnownValues(sources, names);
  return conditionsOf({ ...sources, isEveryActionRead: true }).flatMap(({ file, path, source }) => {
    const mistakes = new Mistakes(file);
    for (const one of compared) {
      const known = [...one.known];
      for (const { text, index } of literalsOf(source, one)) {
        if (known.includes(text)) continue;
        const message = `there is no ${one.what} "${text}"; ${suggestion(text, known)}`;
        mistakes.addWithin("ATTUNE_CONFIG_REFERENCE", path, index, message);
      }
    }
    return mistakes.found;
  });
}

function fieldsWithKnownValues({ loyalty }: Sources, names: Names): Compared[] {
  const purposes = [...names.purposes].flatMap((purpose) => CHANNELS.map((channel) => `${purpose}/${channel}`));
  const tiers = ["", ...loyalty.value.tiers.map(({ id }) => id)];
  const text = (field: string, what: string, known: Iterable<string>): Compared => ({
    field,
    what,
    known,
    kind: "text",
  });
  const list = (field: string, what: string, known: Iterable<string>): Compared => ({
    field,
    what,
    known,
    kind: "list",
  });
  const map = (field: string, what: string, known: Iterable<string>): Compared => ({ field, what, known, kind: "map" });
  return [
    text("standing.lifecycle", "stage of the lifecycle", LIFECYCLES),
    text("standing.funnel", "stage of the funnel", FUNNEL),
    text("value.tier", "price tier", ["", "low", "middle", "high"]),
    text("moment.occasion", "occasion", ["", ...OCCASIONS]),
    text("loyalty.tier", "tier", tiers),
    text("loyalty.nextTier", "tier", tiers),
    list("standing.segments", "segment", names.segments),
    list("moment.seasons", "season", names.seasons),
    list("consent.granted", "purpose and channel", purposes),
    list("consent.denied", "purpose and channel", purposes),
    map("responses.sent", "channel", CHANNELS),
    map("responses.opened", "channel", CHANNELS),
    map("responses.clicked", "channel", CHANNELS),
  ];
}

const LITERAL = /(["'])((?:(?!\1)[^\\\n])*)\1/;

function literalsOf(source: string, { field, kind }: Compared): { text: string; index: number }[] {
  const name = field.replace(".", "\\s*\\.\\s*");
  const literal = LITERAL.source;
  const patterns = {
    text: [`\\b${name}\\s*[!=]=\\s*${literal}`, `${literal}\\s*[!=]=\\s*${name}\\b`],
    list: [`${literal}\\s+in\\s+${name}\\b`],
    map: [`\\b${name}\\s*\\[\\s*${literal}`, `${literal}\\s+in\\s+${name}\\b`],
  }[kind];
  const found = patterns.flatMap((pattern) =>
    [...source.matchAll(new RegExp(pattern, "g"))].map((match) => ({
      text: match[2] as string,
      index: match.index + match[0].indexOf(`${match[1]}${match[2]}${match[1]}`) + 1,
    })),
  );
  if (kind !== "text") return found;
  for (const match of source.matchAll(new RegExp(`\\b${name}\\s+in\\s+\\[([^\\]]*)\\]`, "g"))) {
    const inside = match.index + match[0].length - 1 - (match[1] as string).length;
    for (const each of (match[1] as string).matchAll(new RegExp(literal, "g"))) {
      found.push({ text: each[2] as string, index: inside + each.index + 1 });
    }
  }
  return found;
}
