import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isAttuneError } from "../../src/domain/errors.js";
import type { Channel } from "../../src/domain/message.js";
import type { ChannelAdapter, Outgoing } from "../../src/ports/channel.js";
import { outgoingFor, type OutgoingChanges } from "../harness/outgoing.js";

/** What the provider on the other side does with the next messages. */
export type Meeting =
  | "takes"
  /** "Not now", and in which time to come back, where the provider says so: 7 s. */
  | "later"
  /** This message never. */
  | "refuses"
  /** It doesn't answer; or only after it took it. */
  | "hangs"
  | "takes-then-hangs"
  /** It breaks the connection; or only after it took it. */
  | "resets"
  | "takes-then-resets"
  /** It sends elsewhere. */
  | "redirects"
  /** It says that nobody may send there. */
  | "shut";

export interface TakenMessage {
  readonly id: string;
  /** All that a person would read, as text. */
  readonly text: string;
}

/** One adapter with a real provider behind it. */
export interface ChannelUnderTest {
  readonly adapter: ChannelAdapter;
  readonly channel: Channel;
  /** A good one; undefined where the channel needs none. */
  readonly address: string | undefined;
  /** Such as can never be sent to; empty where the channel needs none. */
  readonly badAddresses: readonly string[];
  meet(meeting: Meeting): void;
  /** In the order in which it was taken; what was taken twice stands there twice. */
  taken(): Promise<TakenMessage[]>;
  /** The same adapter where nobody listens; undefined where somebody always does. */
  openUnreachable(): Promise<ChannelAdapter | undefined>;
  stop(): Promise<void>;
}

/** What can happen on this way out. */
export interface ChannelTraits {
  readonly meetings: readonly Meeting[];
  /** Whether its provider says when to come back. */
  readonly saysWhen: boolean;
}

/** Nothing that went wrong on the other side may take longer than the signal. */
const PATIENCE_MS = 300;
const never = (): AbortSignal => new AbortController().signal;

/** The guarantees of src/ports/channel.ts, held over one adapter. */
export function channelContract(name: string, traits: ChannelTraits, open: () => Promise<ChannelUnderTest>): void {
  describe(`channel: ${name}`, { timeout: 30_000 }, () => {
    let under: ChannelUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(async () => {
      await under.adapter.close();
      await under.stop();
    });
    const outgoing = (id: string, more: OutgoingChanges = {}): Outgoing =>
      outgoingFor(under.channel, id, { address: under.address, ...more });
    const deliver = (id: string, more: OutgoingChanges = {}, signal = never()) =>
      under.adapter.deliver(outgoing(id, more), signal);
    const ids = async (): Promise<string[]> => (await under.taken()).map(({ id }) => id);
    /** Where the other side can't do so there is nothing to hold. */
    const meets = (meeting: Meeting, what: string, run: () => Promise<void>): void => {
      if (!traits.meetings.includes(meeting)) return;
      it(what, async () => {
        under.meet(meeting);
        await run();
      });
    };

    it("says what it is", () => {
      expect(under.adapter.channel).toBe(under.channel);
      expect(under.adapter.endpoint).toMatch(/\S/);
    });

    it("hands over the words, once, and says by which id", async () => {
      const attempt = await deliver("m1");
      expect(attempt).toEqual({ outcome: "sent", providerId: expect.stringMatching(/\S/) as string });
      const [taken, ...more] = await under.taken();
      expect(more).toEqual([]);
      expect(taken?.id).toBe("m1");
      expect(taken?.text).toContain("The lamp is still in it.");
    });

    it("hands over many at once, each to itself", async () => {
      const many = Array.from({ length: 16 }, (_, i) => `many-${i}`);
      const attempts = await Promise.all(many.map((id) => deliver(id)));
      expect(attempts.filter(({ outcome }) => outcome !== "sent")).toEqual([]);
      expect((await ids()).sort()).toEqual(many.sort());
    });

    it("hands a message over again under the same key", async () => {
      await deliver("again");
      await deliver("again", { attempt: 2 });
      expect(await ids()).toEqual(under.adapter.isIdempotent ? ["again"] : ["again", "again"]);
    });

    meets("later", "says when it is asked to come back, and nothing has left", async () => {
      const attempt = await deliver("later");
      expect(attempt.outcome).toBe("retry");
      if (traits.saysWhen) expect(attempt).toMatchObject({ afterMs: 7_000 });
      expect(await ids()).toEqual([]);
      under.meet("takes");
      expect(await deliver("later", { attempt: 2 })).toMatchObject({ outcome: "sent" });
      expect(await ids()).toEqual(["later"]);
    });

    meets("refuses", "says that a message is refused for good", async () => {
      expect((await deliver("refused")).outcome).toBe("rejected");
      expect(await ids()).toEqual([]);
    });

    meets("shut", "says that nobody may send there", async () => {
      expect((await deliver("shut")).outcome).toBe("endpoint-down");
    });

    meets("redirects", "follows nobody elsewhere", async () => {
      expect((await deliver("redirected")).outcome).toBe("rejected");
      expect(await ids()).toEqual([]);
    });

    meets("hangs", "ends with its signal where nobody answers", async () => {
      const attempt = await deliver("hung", {}, AbortSignal.timeout(PATIENCE_MS));
      expect(["unknown", "retry"]).toContain(attempt.outcome);
    });

    meets("takes-then-hangs", "is in doubt where it was taken and nobody answers", async () => {
      const attempt = await deliver("hung", {}, AbortSignal.timeout(PATIENCE_MS));
      expect(attempt.outcome).toBe("unknown");
    });

    meets("resets", "is in doubt, or knows that nothing left, where the connection breaks", async () => {
      expect(["unknown", "retry"]).toContain((await deliver("reset")).outcome);
      under.meet("takes");
      expect(await deliver("after")).toMatchObject({ outcome: "sent" });
    });

    meets("takes-then-resets", "is in doubt where it was taken and the connection breaks", async () => {
      expect((await deliver("taken")).outcome).toBe("unknown");
      under.meet("takes");
      expect(await deliver("taken", { attempt: 2 })).toMatchObject({ outcome: "sent" });
      expect(await ids()).toEqual(under.adapter.isIdempotent ? ["taken"] : ["taken", "taken"]);
    });

    it("hands over nothing once its time is over", async () => {
      expect((await deliver("late", {}, AbortSignal.abort())).outcome).toBe("retry");
      expect(await ids()).toEqual([]);
    });

    it("refuses an address that can't be one, and no other", async () => {
      for (const address of under.badAddresses) {
        const attempt = await deliver("bad", { address });
        expect([address, attempt.outcome]).toEqual([address, "rejected"]);
      }
      expect(await ids()).toEqual([]);
    });

    it("tells nothing of the person in what it says of an attempt", async () => {
      for (const meeting of traits.meetings.filter((one) => !one.includes("hang"))) {
        under.meet(meeting);
        const said = JSON.stringify(await deliver(`said-${meeting}`));
        for (const secret of ["u:ann", "still in it", "Your basket", under.address ?? "u:ann"])
          expect(said).not.toContain(secret);
      }
    });

    it("takes any words as words", async () => {
      const hostile = fc.oneof(
        fc.string({ unit: "binary", minLength: 1, maxLength: 40 }),
        fc.constantFrom(
          "Hi\r\nBcc: eve@example.com",
          "\r\n.\r\nMAIL FROM:<eve@example.com>",
          "=?utf-8?q?x?=",
          '"}\u0000',
        ),
      );
      let n = 0;
      await fc.assert(
        fc.asyncProperty(hostile, hostile, async (title, text) => {
          const id = `hostile-${n++}`;
          const words = { title, text: `Begin ${text} end` };
          expect(await deliver(id, { words })).toMatchObject({ outcome: "sent" });
          const taken = (await under.taken()).filter((message) => message.id === id);
          expect(taken).toHaveLength(1);
          expect(taken[0]?.text).toContain("Begin ");
        }),
        { numRuns: 25 },
      );
    });

    it("is reached, or says that it isn't", async () => {
      await under.adapter.ping();
      const unreachable = await under.openUnreachable();
      if (unreachable === undefined) return;
      const failure = await unreachable.ping().catch((error: unknown) => error);
      expect(isAttuneError(failure, "ATTUNE_CHANNEL_UNAVAILABLE")).toBe(true);
      expect((await unreachable.deliver(outgoing("nobody"), never())).outcome).toBe("retry");
      await unreachable.close();
    });
  });
}
