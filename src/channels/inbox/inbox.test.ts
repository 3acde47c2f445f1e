import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEmbeddedStateStore } from "../../adapters/embedded/embedded-state-store.js";
import { onsiteMessageFor } from "../../../test/harness/onsite-messages.js";
import type { Message } from "../../domain/message.js";
import { personToken } from "../../domain/person.js";
import type { StateStore } from "../../ports/state-store.js";
import { Inbox } from "./inbox.js";
import { InboxWatch } from "./inbox-watch.js";
import { MOST_ENTRIES } from "./inbox-list.js";

const PARTITIONS = 4;
const NOW = Date.parse("2026-03-02T10:00:00Z");

let folder: string;
let store: StateStore;
let now = NOW;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-test-inbox-"));
  store = await openEmbeddedStateStore({ folder, space: "inbox" });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const anInbox = (): Inbox => new Inbox({ store, partitions: PARTITIONS, now: () => now });
const message = (id: string, more: Partial<Message> = {}): Message => onsiteMessageFor("a:x", id, now, more);
const WORDS = { title: "Hello", text: "There you are." };

const idsOf = async (inbox: Inbox, person: `a:${string}`, after?: number): Promise<string[]> =>
  (await inbox.list(person, after)).map((entry) => entry.message.id);

describe("the inbox", () => {
  it("keeps a message once however often it is put, oldest first, with rising ids", async () => {
    const inbox = anInbox();
    for (const id of ["m1", "m2", "m1"]) await inbox.put("a:once", message(id), WORDS);
    const [first, second, ...more] = await inbox.list("a:once");
    expect([first?.message.id, second?.message.id, more]).toEqual(["m1", "m2", []]);
    expect(second?.id).toBeGreaterThan(first?.id ?? Number.NaN);
    expect(await idsOf(inbox, "a:once", first?.id)).toEqual(["m2"]);
    expect(await idsOf(inbox, "a:other")).toEqual([]);
  });

  it("marks what was shown, and takes away for good what was clicked or dismissed", async () => {
    const inbox = anInbox();
    for (const id of ["m1", "m2", "m3"]) await inbox.put("a:took", message(id), WORDS);
    await inbox.take("a:took", "m1", "shown");
    await inbox.take("a:took", "m2", "clicked");
    await inbox.take("a:took", "m3", "dismissed");
    await inbox.take("a:took", "none", "dismissed");
    await inbox.put("a:took", message("m2"), WORDS);
    expect((await inbox.list("a:took")).map(({ message: { id }, isShown }) => [id, isShown])).toEqual([["m1", true]]);
  });

  it("lets the oldest go where there are too many", async () => {
    const inbox = anInbox();
    const all = Array.from({ length: MOST_ENTRIES + 5 }, (_, i) => `m${i}`);
    await Promise.all(all.map((id) => inbox.put("a:many", message(id), WORDS)));
    expect(await idsOf(inbox, "a:many")).toEqual(all.slice(5));
    const long = { title: "Hello", text: "x".repeat(40_000) };
    for (const id of ["l1", "l2"]) await inbox.put("a:long", message(id), long);
    expect(await idsOf(inbox, "a:long")).toEqual(["l2"]);
  });

  it("shows nothing expired, sweeps it away with a later write, and never gives an id again", async () => {
    const inbox = anInbox();
    await inbox.put("a:late", message("m1", { expiresAt: now + 60_000 }), WORDS);
    const [before] = await inbox.list("a:late");
    now += 61_000;
    expect(await inbox.list("a:late")).toEqual([]);
    await inbox.put("a:late", message("m0", { expiresAt: now }), WORDS);
    const token = personToken("a:late");
    expect(await store.loadProfiles(inbox.partitionOf(token), [token])).toEqual([undefined]);
    await inbox.put("a:late", message("m2"), WORDS);
    expect((await inbox.list("a:late"))[0]?.id).toBeGreaterThan(before?.id ?? Number.NaN);
  });

  it("forgets a person", async () => {
    const inbox = anInbox();
    await inbox.put("a:gone", message("m1"), WORDS);
    await inbox.forget(personToken("a:gone"));
    expect(await inbox.list("a:gone")).toEqual([]);
  });

  it("loses nothing and shows nothing twice when several processes write at once", async () => {
    const writers = [anInbox(), anInbox(), anInbox()];
    const who = fc.constantFrom("a:p1", "a:p2", "a:p3");
    const puts = fc.array(fc.tuple(fc.nat(2), who, fc.nat(9)), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(puts, async (all) => {
        const run = crypto.randomUUID();
        const person = (name: string) => `a:${run}-${name}` as const;
        await Promise.all(
          all.map(([writer, name, n]) => (writers[writer] as Inbox).put(person(name), message(`m${n}`), WORDS)),
        );
        for (const name of ["a:p1", "a:p2", "a:p3"]) {
          const expected = new Set(all.filter(([, to]) => to === name).map(([, , n]) => `m${n}`));
          expect((await idsOf(anInbox(), person(name))).toSorted()).toEqual([...expected].toSorted());
        }
      }),
      { numRuns: 20 },
    );
  });

  it("tells who listens: at once of this process' puts, at the next look of others'", async () => {
    const [ours, theirs] = [anInbox(), anInbox()];
    const watch = new InboxWatch({ inbox: ours, everyMs: 5, onFailure: (error) => expect.fail(String(error)) });
    const heard: string[] = [];
    const leave = watch.listen(personToken("a:heard"), ({ entries }) => void heard.push(`${entries.length}`));
    await ours.put("a:heard", message("m1"), WORDS);
    await expect.poll(() => heard.at(-1)).toBe("1");
    await theirs.put("a:heard", message("m2"), WORDS);
    await expect.poll(() => heard.at(-1)).toBe("2");
    leave();
    const { length } = heard;
    await theirs.put("a:heard", message("m3"), WORDS);
    await ours.put("a:heard", message("m4"), WORDS);
    expect(heard).toHaveLength(length);
    watch.close();
  });
});
