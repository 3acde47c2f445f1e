import { EVENT_BYTES } from "../domain/wire/index.js";
import type { ActionFile } from "./action-schema.js";
import { addressProblem } from "./addresses.js";
import { toMs } from "./check.js";
import { checkCopy } from "./copy.js";
import { type ConfigProblem, problem } from "./problems.js";
import type { AttuneFile } from "./schema.js";
import type { Path, YamlFile } from "./yaml-file.js";

/** What a schema can't say: rules between values, and between files. */

export function crossCheckSettings(settings: AttuneFile, file: YamlFile): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const kind of ["log", "state"] as const) {
    const wrong = addressProblem(kind, settings[kind]);
    if (wrong !== undefined) problems.push(problem("ATTUNE_CONFIG_URL", file.placeOf([kind]), wrong));
  }
  const { writeKeys, limits, publicUrl } = settings.collector;
  problems.push(
    ...repeated(
      writeKeys.map((each) => each.name),
      "name",
      (i) => ["collector", "writeKeys", i, "name"],
      file,
    ),
  );
  problems.push(
    ...repeated(
      writeKeys.map((each) => each.key),
      "key",
      (i) => ["collector", "writeKeys", i, "key"],
      file,
      true,
    ),
  );
  for (const [i, { origins }] of writeKeys.entries()) {
    for (const [j, origin] of origins.entries()) {
      if (origin === "*" || (URL.canParse(origin) && new URL(origin).origin === origin)) continue;
      const place = file.placeOf(["collector", "writeKeys", i, "origins", j]);
      problems.push(
        problem(
          "ATTUNE_CONFIG_VALUE",
          place,
          `"${origin}" is no origin; write https://shop.example.com (no path), or *`,
        ),
      );
    }
  }
  if (limits.batchBytes < EVENT_BYTES) {
    const place = file.placeOf(["collector", "limits", "batchBytes"]);
    problems.push(
      problem("ATTUNE_CONFIG_RANGE", place, `batchBytes is ${limits.batchBytes}; one event may have ${EVENT_BYTES}`),
    );
  }
  if (publicUrl !== "" && !/^https?:\/\/[^/\s]+(\/\S*)?$/.test(publicUrl)) {
    const place = file.placeOf(["collector", "publicUrl"]);
    problems.push(
      problem("ATTUNE_CONFIG_VALUE", place, `publicUrl is "${publicUrl}"; write https://events.shop.example.com`),
    );
  }
  if (![1, 3, 5].includes(settings.retention.replicas)) {
    problems.push(
      problem("ATTUNE_CONFIG_VALUE", file.placeOf(["retention", "replicas"]), "replicas must be 1, 3 or 5"),
    );
  }
  if (toMs(settings.retention.dedupeWindow) > toMs(settings.retention.keep)) {
    const place = file.placeOf(["retention", "dedupeWindow"]);
    problems.push(problem("ATTUNE_CONFIG_DURATION", place, "dedupeWindow must not be longer than keep"));
  }
  // A cap is held by remembering the messages that it counts (invariant 4).
  const capped = Object.values(settings.channels).reduce((sum, { cap }) => sum + cap.count, 0);
  if (settings.engine.limits.contacts < capped) {
    const place = file.placeOf(["engine", "limits", "contacts"]);
    problems.push(
      problem("ATTUNE_CONFIG_RANGE", place, `contacts must be at least ${capped}, the sum of the channels' caps`),
    );
  }
  return problems;
}

export function crossCheckAction(action: ActionFile, file: YamlFile): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const { occasion, wait, cancel } = action.trigger;
  const isAbandonment = occasion !== "order-placed";
  if (isAbandonment && toMs(wait) < 60_000) {
    const message = `${occasion} is a silence: wait must be at least 1 min, it is ${wait}`;
    problems.push(problem("ATTUNE_CONFIG_DURATION", file.placeOf(["trigger", "wait"]), message));
  }
  if (!isAbandonment && cancel.length > 0) {
    problems.push(
      problem(
        "ATTUNE_CONFIG_VALUE",
        file.placeOf(["trigger", "cancel"]),
        "an order that was placed can't be cancelled",
      ),
    );
  }
  const ids = action.treatments.map((each) => each.id);
  problems.push(...repeated(ids, "treatment", (i) => ["treatments", i, "id"], file));
  for (const [i, treatment] of action.treatments.entries()) {
    for (const [j, copy] of treatment.copy.entries()) {
      for (const found of checkCopy(copy)) {
        const place = file.placeOf(["treatments", i, "copy", j, found.field]);
        problems.push(problem(found.code, place, found.message));
      }
    }
  }
  return problems;
}

/** The same action in two files. */
export function crossCheckActions(
  actions: readonly { readonly value: ActionFile; readonly file: YamlFile }[],
): ConfigProblem[] {
  const seen = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  for (const { value, file } of actions) {
    const earlier = seen.get(value.action);
    if (earlier === undefined) seen.set(value.action, file.file);
    else {
      const message = `the action "${value.action}" stands in ${earlier} already`;
      problems.push(problem("ATTUNE_CONFIG_DUPLICATE_ID", file.placeOf(["action"]), message));
    }
  }
  return problems;
}

function repeated(
  values: readonly string[],
  what: string,
  pathOf: (index: number) => Path,
  file: YamlFile,
  isSecret = false,
): ConfigProblem[] {
  return values.flatMap((value, i) => {
    if (values.indexOf(value) === i) return [];
    const message = isSecret ? `this ${what} is given a second time` : `the ${what} "${value}" is given a second time`;
    return [problem("ATTUNE_CONFIG_DUPLICATE_ID", file.placeOf(pathOf(i)), message)];
  });
}
