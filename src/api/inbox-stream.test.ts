import { describe, expect, it } from "vitest";
import { InboxStream } from "./inbox-stream.js";

const NOTHING = (): void => {};
const message = (id: number) => ({
  id,
  isShown: false,
  message: {
    id: `m${id}`,
    decision: "d",
    action: "a",
    treatment: "t",
    title: "Hello",
    text: "x".repeat(100),
    items: [],
    recommendations: [],
    time: 0,
    expiresAt: 1,
  },
});

describe("InboxStream", () => {
  it("takes nothing more once it is finished, also while its reader hasn't read the end", async () => {
    const stream = new InboxStream(0, NOTHING);
    const failures: unknown[] = [];
    stream.on("error", (error) => failures.push(error));
    stream.finish();
    stream.finish();
    stream.show({ entries: [message(1)] });
    stream.beat();
    expect(String(Buffer.concat(await stream.toArray()))).toBe("retry: 3000\n\n");
    expect(failures).toEqual([]);
  });

  it("is given up when its reader doesn't read, finished or not", () => {
    for (const isFinished of [false, true]) {
      const stream = new InboxStream(0, NOTHING);
      stream.show({ entries: [message(1)] });
      if (isFinished) stream.finish();
      for (let i = 0; i < 10; i++) stream.beat();
      expect(stream.destroyed).toBe(true);
    }
  });
});
