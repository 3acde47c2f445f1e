import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChoicesForm, readChoices } from "./read-choices.js";

const FORM: ChoicesForm = {
  ...{ action: "item", reward: "click", propensity: "chance", context: ["device", "age"], strata: ["place"] },
  delimiter: ",",
};

describe("choices of a file", () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), "attune-choices-"))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function file(name: string, lines: readonly string[]): string {
    const at = path.join(folder, name);
    const text = lines.join("\n");
    writeFileSync(at, name.endsWith(".gz") ? gzipSync(text) : text);
    return at;
  }
  const ages = Array.from(
    { length: 30 },
    (_, at) => `left,${at % 2 === 0 ? "hat" : "shoe"},${at % 3 === 0 ? "yes" : "no"},0.5,phone,${20 + at}`,
  );

  it("can be made within their stratum; names are marks, many numbers a quantity", async () => {
    const at = file("shown.csv.gz", [
      "place,item,click,chance,device,age",
      ...ages,
      "right,hat,1,0.25,,",
      "right,sock,0,0.75,desk,40",
    ]);
    const { choices, read, rejected } = await readChoices(at, FORM);
    expect({ read, rejected }).toEqual({ read: 32, rejected: 0 });
    expect(choices.groups).toEqual(["left", "right"]);
    expect(choices.features).toEqual(["device=phone", "age", "device=desk"]);
    const row = (number: number) => ({
      can: Array.from(choices.arm.slice(choices.from[number], choices.until[number]), (arm) => choices.arms[arm]),
      did: choices.arms[choices.arm[choices.chosen[number] as number] as number],
      reward: choices.reward[number],
      propensity: choices.propensity[number],
      facts: Array.from(
        choices.context.slice(choices.contextFrom[number], choices.contextFrom[number + 1]),
        (fact) => choices.features[fact],
      ),
    });
    expect(row(1)).toEqual({
      can: ["hat", "shoe"],
      did: "shoe",
      reward: 0,
      propensity: 0.5,
      facts: ["device=phone", "age"],
    });
    expect(row(30)).toEqual({ can: ["hat", "sock"], did: "hat", reward: 1, propensity: 0.25, facts: [] });
  });

  it("are as likely as each other where they were drawn evenly", async () => {
    const at = file("even.csv", ["who,item,click", "a,x,0", "b,y,1", "b,z,0", "a,x,2.5"]);
    const form = { ...FORM, propensity: "uniform", context: [], strata: [], person: "who" };
    const { choices } = await readChoices(at, form);
    expect([...choices.propensity]).toEqual([1 / 3, 1 / 3, 1 / 3, 1 / 3]);
    expect([...choices.reward]).toEqual([0, 1, 0, 2.5]);
    expect([...choices.person]).toEqual([0, 1, 1, 0]);
  });

  it("are everybody's own where nobody is named", async () => {
    const at = file("guests.csv", ["who,item,click", ",x,0", ",y,1", "b,z,0", "b,x,1"]);
    const form = { ...FORM, propensity: "uniform", context: [], strata: [], person: "who" };
    expect([...(await readChoices(at, form)).choices.person]).toEqual([0, 1, 2, 2]);
  });

  it.each([
    ["a probability of 0", "left,hat,1,0,phone,1"],
    ["one above 1", "left,hat,1,1.5,phone,1"],
    ["one that is none", "left,hat,1,NaN,phone,1"],
    ["a reward that is none", "left,hat,NaN,0.5,phone,1"],
    ["a reward beyond measure", "left,hat,1e300,0.5,phone,1"],
    ["no action", "left,,1,0.5,phone,1"],
  ])("are refused for %s", async (_, line) => {
    const at = file("hostile.csv", ["place,item,click,chance,device,age", "left,hat,1,0.5,phone,1", line]);
    await expect(readChoices(at, FORM)).rejects.toMatchObject({ code: "ATTUNE_INPUT_UNREADABLE", place: { line: 3 } });
  });

  it("are refused where the file is cut off, or two columns are called the same", async () => {
    const whole = gzipSync(["place,item,click,chance,device,age", ...ages].join("\n"));
    const cut = path.join(folder, "cut.csv.gz");
    writeFileSync(cut, whole.subarray(0, whole.length - 20));
    await expect(readChoices(cut, FORM)).rejects.toMatchObject({ code: "ATTUNE_INPUT_UNREADABLE" });
    const twice = file("twice.csv", ["place,item,click,chance,device,age,click", "left,hat,1,0.5,phone,1,0"]);
    await expect(readChoices(twice, FORM)).rejects.toMatchObject({ code: "ATTUNE_USAGE" });
  });

  it("are refused with the line and the reason where they can't be read", async () => {
    const header = "place,item,click,chance,device,age";
    const bad = file("bad.csv", [header, "left,hat,1,0,phone,1", "left,hat,1,0.5,phone,1"]);
    await expect(readChoices(bad, FORM)).rejects.toMatchObject({ code: "ATTUNE_INPUT_UNREADABLE", place: { line: 2 } });
    await expect(readChoices(file("empty.csv", [header]), FORM)).rejects.toMatchObject({ code: "ATTUNE_INPUT_EMPTY" });
    await expect(readChoices(file("other.csv", ["a,b", "1,2"]), FORM)).rejects.toMatchObject({ code: "ATTUNE_USAGE" });
  });
});
